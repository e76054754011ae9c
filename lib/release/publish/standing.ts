import {
  GetBucketVersioningCommand,
  type GetBucketVersioningCommandOutput,
  GetObjectCommand,
  type GetObjectCommandOutput,
  GetObjectLockConfigurationCommand,
  type GetObjectLockConfigurationCommandOutput,
} from '@aws-sdk/client-s3';
import { CURRENT_MANIFEST_KEY } from '../../domain/names';
import { RELEASE_OBJECT_BYTES_MAX } from '../../domain/release';
import { isMissing } from './fault';
import type { Sends } from './publishing';

/** A manifest as it stands in a bucket. */
export interface StandingManifest {
  /** S3's mark of these very bytes: what a conditional write compares. */
  readonly etag: string;
  /** @default the bucket keeps none */
  readonly versionId: string | undefined;
  /** Empty when it is too large to be one. */
  readonly text: string;
}

/** A manifest; `undefined` when there is none. @param key @default that of the release that is current */
export async function manifestIn(
  s3: Sends,
  { bucket, key = CURRENT_MANIFEST_KEY }: { bucket: string; key?: string },
): Promise<StandingManifest | undefined> {
  try {
    const answer: GetObjectCommandOutput = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const { Body, ContentLength = Number.POSITIVE_INFINITY, ETag: etag = '', VersionId: versionId } = answer;
    if (Body && ContentLength <= RELEASE_OBJECT_BYTES_MAX) {
      return { etag, versionId, text: await Body.transformToString() };
    }
    if (Body && 'destroy' in Body) Body.destroy();
    return { etag, versionId, text: '' };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Why a bucket must not hold releases: its versions would be overwritten, or could be deleted.
 *
 * @param account that the bucket must belong to: its name is known to all, and anybody could have made it first
 */
export async function bucketProblems(
  s3: Sends,
  { bucket, account }: { bucket: string; account: string },
): Promise<string[]> {
  const input = { Bucket: bucket, ExpectedBucketOwner: account };
  const versioning: GetBucketVersioningCommandOutput = await s3.send(new GetBucketVersioningCommand(input));
  const problem = (what: string) => `the bucket ${bucket} ${what}; deploy the control plane there again`;
  return [
    ...(versioning.Status === 'Enabled' ? [] : [problem('keeps no versions')]),
    ...((await isLocked(s3, input)) ? [] : [problem('has no Object Lock')]),
  ];
}

async function isLocked(s3: Sends, input: { Bucket: string; ExpectedBucketOwner: string }): Promise<boolean> {
  try {
    const { ObjectLockConfiguration }: GetObjectLockConfigurationCommandOutput = await s3.send(
      new GetObjectLockConfigurationCommand(input),
    );
    return ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
  } catch (error) {
    if ((error as Error).name === 'ObjectLockConfigurationNotFoundError') return false;
    throw error;
  }
}
