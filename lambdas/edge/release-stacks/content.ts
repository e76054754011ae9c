import { isJson } from '../../../lib/domain/json';
import { type ContentVersion, otherVersions } from '../../../lib/domain/release';
import { oneLine } from '../../../lib/domain/text';
import { atOnce } from '../at-once';
import type { Sends } from '../clients';
import { reading } from '../reading';
import { checksumOf } from '../release-bucket';
import { INCOMPLETE } from '../transient';

/** The same file is seldom uploaded twice: a template that names more other versions was made by somebody else. */
const OTHER_VERSIONS_MAX = 20;
const OBJECTS_AT_ONCE = 10;

/** What is compared, and where the objects that both templates name lie. */
export interface Compared {
  /** Template of the stack that stands, parsed. */
  readonly found: unknown;
  /** Of the release. */
  readonly wanted: unknown;
  readonly bucket: string;
}

/**
 * Tells where a stack was made from another version of a file than the release has, unless S3 says of that version that
 * it has the bytes its key names. What S3 said once is remembered: a version never changes.
 *
 * @throws when S3 does not answer now
 */
export function contentDifferences(s3: Sends) {
  const same = new Set<string>();
  return async ({ found, wanted, bucket }: Compared): Promise<string | undefined> => {
    if (!isJson(found) || !isJson(wanted)) return undefined;
    const unknown = otherVersions({ found, wanted }).filter((version) => !same.has(memoryKey(version)));
    const versions = [...new Map(unknown.map((version) => [memoryKey(version), version])).values()];
    if (versions.length > OTHER_VERSIONS_MAX) {
      return `it names ${versions.length} other versions of files, at most ${OTHER_VERSIONS_MAX} are read`;
    }
    const differences = await atOnce(OBJECTS_AT_ONCE, versions, async (version) => {
      const difference = await differenceOf(version, { s3, bucket });
      if (difference === undefined) same.add(memoryKey(version));
      return difference;
    });
    return differences.find((difference) => difference !== undefined);

    function memoryKey({ key, versionId = '' }: ContentVersion): string {
      return `${bucket}/${key}@${versionId}`;
    }
  };
}

async function differenceOf(
  { path, key, sha256, versionId }: ContentVersion,
  { s3, bucket }: { readonly s3: Sends; readonly bucket: string },
): Promise<string | undefined> {
  if (!versionId) return `${path} names no version of ${key}, the release does`;
  const found = await reading('s3:GetObject', checksumOf(s3, { Bucket: bucket, Key: key, VersionId: versionId }));
  if (found.outcome === 'unknown') throw Object.assign(new Error(found.because), { name: INCOMPLETE });
  if (found.outcome === 'read' && found.value === sha256) return undefined;
  const why = found.outcome === 'read' ? `its SHA-256 is ${found.value ?? 'not known'}` : oneLine(found.because);
  return `${path} is version ${versionId} of ${key}, which in ${bucket} is not known to be that file: ${why}`;
}
