import { sha256 } from '../../domain/canonical-json';
import { CURRENT_MANIFEST_KEY, manifestKeyOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { type ReleaseManifest, signedManifest } from '../../domain/release';
import { listed } from '../../domain/text';
import { isOvertaken } from './fault';
import type { SeenRegion } from './look';
import type { Tell } from './progress';
import { PublishError } from './publishing';
import { manifestIn } from './standing';
import { type Bucket, becauseIn, type Content, put } from './upload';

/** A Region that holds everything its manifest names. */
export interface ReadyRegion {
  readonly region: string;
  readonly bucket: Bucket;
  readonly manifest: ReleaseManifest;
  readonly seen: SeenRegion;
}

/** Another publisher was faster, or is at work. */
class Overtaken extends Error {}

/** Keeps a manifest under its release's name. @throws PublishError */
export async function keepManifest({ region, bucket, manifest }: ReadyRegion): Promise<void> {
  const content = manifestContent(manifest, manifestKeyOf(manifest.release));
  try {
    await put(bucket, content);
  } catch (error) {
    if (error instanceof PublishError) throw error;
    throw new PublishError([`${region}: the manifest was not written: ${becauseIn(bucket, error)}`]);
  }
}

/**
 * Makes the release current in one Region after the other, the home Region last, each only while the manifest that was
 * seen before all uploads still stands there: two publishers never mix, and the slower one says so.
 *
 * @returns Region → version of its `current.json`
 * @throws PublishError that says which Region has which release, when not all were reached
 */
export async function makeCurrent(
  regions: readonly ReadyRegion[],
  { plan, tell }: { plan: Plan; tell: Tell },
): Promise<Map<string, string>> {
  const [home, ...standbys] = regions;
  const inOrder = [...standbys, ...(home ? [home] : [])];
  const versions = new Map<string, string>();
  try {
    for (const ready of inOrder) await unchanged(ready, ready.seen.current?.text);
    for (const ready of inOrder) {
      versions.set(ready.region, await replace(ready));
      tell({ what: 'current', region: ready.region });
    }
    // Whoever looked before the first of these writes may have written since.
    for (const ready of inOrder) await unchanged(ready, textOf(ready.manifest));
    return versions;
  } catch (error) {
    throw new PublishError([await unfinished(error, { regions: inOrder, plan, hasBegun: versions.size > 0 })]);
  }
}

async function unchanged({ region, bucket }: ReadyRegion, expected: string | undefined): Promise<void> {
  const standing = await manifestIn(bucket.s3, { bucket: bucket.name }).catch((error) => {
    throw new PublishError([`${region}: the current release cannot be read: ${becauseIn(bucket, error)}`]);
  });
  if (standing?.text !== expected) throw new Overtaken(region);
}

async function replace({ region, bucket, manifest, seen }: ReadyRegion): Promise<string> {
  const etag = seen.current?.etag;
  const condition = etag === undefined ? ({ IfNoneMatch: '*' } as const) : { IfMatch: etag };
  try {
    return await put(bucket, manifestContent(manifest, CURRENT_MANIFEST_KEY), condition);
  } catch (error) {
    if (error instanceof PublishError) throw error;
    if (!isOvertaken(error)) throw new PublishError([`${region}: ${becauseIn(bucket, error)}`]);
    // The write may have been done by an attempt whose answer was lost.
    const standing = await manifestIn(bucket.s3, { bucket: bucket.name });
    if (standing?.text === textOf(manifest) && standing.versionId) return standing.versionId;
    throw new Overtaken(region);
  }
}

interface Unfinished {
  readonly regions: readonly ReadyRegion[];
  readonly plan: Plan;
  /** Whether this release is current anywhere. */
  readonly hasBegun: boolean;
}

/** Why it ended, what is current where, and what to do. @throws what is a fault of this program */
async function unfinished(error: unknown, { regions, plan, hasBegun }: Unfinished): Promise<string> {
  if (!(error instanceof Overtaken) && !(error instanceof PublishError)) throw error;
  const why =
    error instanceof Overtaken
      ? `another publish changed the current release of ${error.message} meanwhile`
      : error.problems.join('; ');
  if (!hasBegun) return `${why}; nothing was changed: run it again`;
  const standings = await Promise.all(regions.map((ready) => standingIn(ready, plan)));
  return `${why}; current are ${listed(standings)}: run the same command again to finish`;
}

async function standingIn({ region, bucket }: ReadyRegion, plan: Plan): Promise<string> {
  const standing = await manifestIn(bucket.s3, { bucket: bucket.name }).catch(() => 'unknown' as const);
  if (standing === 'unknown') return `nobody knows what in ${region}`;
  if (!standing) return `no release in ${region}`;
  const read = signedManifest(standing.text, plan);
  if ('problems' in read) return `an unreadable manifest in ${region}`;
  return `${read.manifest.release} of ${read.manifest.createdAt} in ${region}`;
}

/** A manifest's bytes as they stand in a bucket. */
export const textOf = (manifest: ReleaseManifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

function manifestContent(manifest: ReleaseManifest, key: string): Content {
  const body = Buffer.from(textOf(manifest));
  const about = `manifest of ${manifest.region}`;
  return { key, sha256: sha256(body), bytes: body.length, contentType: 'application/json', about, body: () => body };
}
