import { CURRENT_MANIFEST_KEY } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import { CLOCK_SKEW_MINUTES_MAX, type ReleaseManifest, rollbackProblem } from '../../lib/domain/release';
import { atOnce } from './at-once';
import type { Sends } from './clients';
import type { Log } from './log';
import { isMissingObject, type Reading, reading } from './reading';
import { type ListedVersion, readObject, versionsOf } from './release-bucket';
import { sayUnread } from './say-unread';

/** A manifest that is looked at, and where it stands. */
export interface Standing {
  readonly s3: Sends;
  readonly bucket: string;
  readonly plan: Plan;
  readonly manifest: ReleaseManifest;
  /** Of the manifest's object. */
  readonly versionId: string | undefined;
  /** Told of a version that is there and cannot be read. @default nobody is told */
  readonly say?: Log | undefined;
}

/** What stood in a manifest's place before it and may be younger. */
export interface Earlier {
  /** Texts, newest first, up to the first ones by which it was rolled back. */
  readonly texts: readonly string[];
  /** Why not all of them were read: it is an incident. @default they were */
  readonly flood?: string;
}

/** S3 answers hundreds of requests a second; a function has far fewer sockets. */
const OBJECTS_AT_ONCE = 10;
/** Between signing a manifest and making it current lie minutes: other versions of that time are a few at most. */
const EARLIER_VERSIONS_MAX = 200;

/**
 * Reads the versions that stood in a manifest's place before it and may be younger: those that S3 stored after it was
 * made, give or take the skew of clocks. What was stored before that was signed before that. So neither the number of
 * old releases nor junk that is put between them hides a younger one.
 *
 * @returns failed when they cannot be listed, unknown also when one of them cannot be read now
 */
export async function earlierManifests(standing: Standing): Promise<Reading<Earlier>> {
  const { s3, bucket, manifest, plan, versionId, say } = standing;
  const since = Date.parse(manifest.createdAt) - CLOCK_SKEW_MINUTES_MAX * MINUTE_MILLISECONDS;
  const object = { Bucket: bucket, Key: CURRENT_MANIFEST_KEY };
  const listed = await reading('s3:ListBucketVersions', versionsOf(s3, object, { since }));
  if (listed.outcome !== 'read') return listed;
  const versions = before(listed.value.versions, versionId).filter(({ storedAt }) => storedAt >= since);
  const texts: string[] = [];
  for (let from = 0; from < Math.min(versions.length, EARLIER_VERSIONS_MAX); from += OBJECTS_AT_ONCE) {
    const next = versions.slice(from, from + OBJECTS_AT_ONCE);
    const read = await atOnce(OBJECTS_AT_ONCE, next, (version) => earlierText(version, { s3, bucket, say }));
    for (const one of read) {
      if (typeof one === 'object') return one;
      if (one !== undefined) texts.push(one);
    }
    if (rollbackProblem(manifest, texts, plan)) return { outcome: 'read', value: { texts } };
  }
  const { isCut, versions: all } = listed.value;
  const isFlood = isCut || versions.length > EARLIER_VERSIONS_MAX;
  const flood = floodOf(isCut ? `more than ${all.length}` : `${versions.length}`, manifest);
  return { outcome: 'read', value: { texts, ...(isFlood && { flood }) } };
}

const MINUTE_MILLISECONDS = 60_000;

const floodOf = (count: string, { release, createdAt }: ReleaseManifest): string =>
  `whether release ${release} was put in the place of a younger one cannot be seen: ${count} versions of ` +
  `${CURRENT_MANIFEST_KEY} hide what stood there since it was made at ${createdAt}, and at most ` +
  `${EARLIER_VERSIONS_MAX} are read; find out who wrote them, then publish the release again`;

/** The versions before this one, newest first. A copy of one that is read already says nothing new. */
function before(versions: readonly ListedVersion[], versionId: string | undefined): ListedVersion[] {
  const place = versions.findIndex((version) => version.versionId === versionId);
  const eTags = new Set(place < 0 ? [] : [versions[place]?.eTag]);
  return versions.slice(place + 1).filter(({ eTag }) => !eTags.has(eTag) && eTags.add(eTag));
}

/**
 * A version that was deleted since it was listed, or is too large to be a manifest, is none that anybody deployed.
 *
 * @returns the reading when nobody knows now
 */
async function earlierText(
  { versionId }: ListedVersion,
  { s3, bucket, say }: Pick<Standing, 's3' | 'bucket' | 'say'>,
): Promise<string | undefined | Extract<Reading<Earlier>, { readonly outcome: 'unknown' }>> {
  const at = { Bucket: bucket, Key: CURRENT_MANIFEST_KEY, VersionId: versionId };
  const found = await reading('s3:GetObject of an earlier manifest', readObject(s3, at));
  if (found.outcome === 'unknown') return found;
  if (say && found.outcome === 'failed' && !isMissingObject(found.name)) sayUnread(say, found);
  return found.outcome === 'read' ? found.value.content?.text : undefined;
}
