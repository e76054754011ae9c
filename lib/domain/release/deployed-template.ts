import { isJson, type Json } from '../json';
import { asShown, comparableTemplate } from './comparable-template';

/**
 * A template as a stack that stands is compared with it: two that are alike here create the same resources from the
 * same files. It is {@link comparableTemplate} as CloudFormation shows it, without the versions of objects whose key
 * says what lies there: the same file, uploaded once more, is another version. See `otherVersions` for those.
 */
export const deployedTemplate = (template: Json): Json =>
  withoutVersions(asShown(comparableTemplate(template))) as Json;

/** See `assetKeyOf` and `templateKeyOf`. */
export const CONTENT_KEY = /^(?:assets|templates)\/([0-9a-f]{64})(?:\.\w+)*$/;
const CONTENT_URL = /((?:assets|templates)\/[0-9a-f]{64}(?:\.\w+)*)\?versionId=[\w%.~-]+/g;

/** Key of an S3 object → its version, by whose names resource types take an object. */
export const VERSIONS: readonly (readonly [key: string, version: string])[] = [
  ['S3Key', 'S3ObjectVersion'],
  ['S3ObjectKey', 'S3ObjectVersion'],
  ['CaCertificatesBundleS3Key', 'CaCertificatesBundleS3ObjectVersion'],
  ['Key', 'Version'],
  ['Key', 'ObjectVersion'],
  ['ObjectKey', 'VersionId'],
];

const isContentKey = (key: unknown): boolean => typeof key === 'string' && CONTENT_KEY.test(key);

function withoutVersions(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(CONTENT_URL, '$1');
  if (Array.isArray(value)) return value.map(withoutVersions);
  if (!isJson(value)) return value;
  const versions = VERSIONS.filter(([key]) => isContentKey(value[key])).map(([, version]) => version);
  const kept = Object.entries(value).filter(([name]) => !versions.includes(name));
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutVersions(member)]));
}
