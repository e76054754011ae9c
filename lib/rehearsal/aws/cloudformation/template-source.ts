import { authorize } from '../provisioner/authorize';
import type { Call } from '../service';
import type { Services } from '../services';
import { invalid, templateLocation } from './create-input';

export interface TemplateSource {
  /** As it stands in the bucket. */
  readonly text: string;
  readonly template: object;
}

/** The template behind a TemplateURL, read with the caller's permissions. @throws ValidationError as AWS does */
export function templateAt(
  { s3, iam }: Pick<Services, 's3' | 'iam'>,
  url: string,
  { principal }: Call,
): TemplateSource {
  const location = templateLocation(url);
  const action = location.versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  try {
    authorize(iam, principal, [{ action, resource: `arn:aws:s3:::${location.bucket}/${location.key}` }]);
  } catch {
    return invalid('S3 error: Access Denied');
  }
  const found = s3.hasBucket(location.bucket) ? s3.getObject(location) : undefined;
  if (!found || found.deleteMarker) return invalid('S3 error: The specified key does not exist.');
  const text = found.body.toString('utf8');
  try {
    return { text, template: JSON.parse(text) as object };
  } catch {
    return invalid('Template format error: JSON not well-formed.');
  }
}
