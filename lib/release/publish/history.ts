import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { CURRENT_MANIFEST_KEY, manifestKeyOf, namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { type ReleaseManifest, readManifest, signedManifest } from '../../domain/release';
import { atMost } from './at-most';
import { whereToDeploy } from './control-plane';
import { because, isDenied, isNoBucket } from './fault';
import type { Sends } from './publishing';
import { manifestIn } from './standing';

/** A manifest in a Region's bucket, as a takeover there would judge it now. */
export interface ListedRelease {
  readonly release: string;
  readonly commit: string;
  readonly createdAt: string;
  readonly ageHours: number;
  readonly isCurrent: boolean;
  /** Why a takeover would refuse it. @default it would deploy it */
  readonly problems: readonly string[];
}

/** The releases of one Region; `problem` when they could not be read. */
export interface ListedRegion {
  readonly region: string;
  /** What a takeover would deploy now. @default no release was ever published, or what is there is none */
  readonly current?: ListedRelease;
  /** The others that the bucket keeps, newest first. */
  readonly earlier: readonly ListedRelease[];
  /** What is there and is no release that a key of the plan has signed, and why; and whatever could not be read. */
  readonly problems: readonly string[];
}

/** A bucket that was listed for longer is shown without its oldest ones: 20 pages of 1,000. */
const PAGES_MAX = 20;
/** More than anybody reads. */
const EARLIER_MAX = 20;
const READS_AT_ONCE = 10;
const HOUR_MILLISECONDS = 3_600_000;

interface Place {
  readonly plan: Plan;
  readonly region: string;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** What was published to a Region: the current release and the latest before it. What AWS refuses is told in it. */
export async function releasesIn(s3: Sends, place: Place): Promise<ListedRegion> {
  const { region } = place;
  const bucket = namesOf(place.plan, region).releaseBucket;
  try {
    const [currently, keys] = await Promise.all([
      read(s3, { bucket, key: CURRENT_MANIFEST_KEY }, place),
      latest(s3, bucket),
    ]);
    const kept = await atMost(READS_AT_ONCE, keys, (key) => read(s3, { bucket, key }, place));
    const current = currently && 'release' in currently ? { ...currently, isCurrent: true } : undefined;
    const earlier = kept
      .filter((one): one is ListedRelease => one !== undefined && 'release' in one)
      .filter(({ release }) => release !== current?.release)
      .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
    const problems = [currently, ...kept].flatMap((one) => (one && 'problem' in one ? [one.problem] : []));
    return { region, ...(current && { current }), earlier, problems };
  } catch (error) {
    const remedy = isDenied(error) || isNoBucket(error) ? `; ${whereToDeploy(place.plan, region)}` : '';
    return { region, earlier: [], problems: [`the bucket ${bucket} cannot be read: ${because(error)}${remedy}`] };
  }
}

async function read(
  s3: Sends,
  object: { readonly bucket: string; readonly key: string },
  { plan, region, now }: Place,
): Promise<ListedRelease | { readonly problem: string } | undefined> {
  const standing = await manifestIn(s3, object);
  if (!standing) return undefined;
  const signed = signedManifest(standing.text, plan);
  if ('problems' in signed) return { problem: `${object.key}: ${signed.problems.join('; ')}` };
  const judged = readManifest(standing.text, { plan, region, now });
  return { ...listedAs(signed.manifest, now), problems: 'problems' in judged ? judged.problems : [] };
}

const listedAs = ({ release, commit, createdAt }: ReleaseManifest, now: string) => ({
  release,
  commit,
  createdAt,
  ageHours: Math.max(0, Math.floor((Date.parse(now) - Date.parse(createdAt)) / HOUR_MILLISECONDS)),
  isCurrent: false,
});

/** Keys of the manifests that were written last, newest first. */
async function latest(s3: Sends, Bucket: string): Promise<string[]> {
  const found: { readonly key: string; readonly at: number }[] = [];
  let ContinuationToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer: ListObjectsV2CommandOutput = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: MANIFESTS, ContinuationToken }),
    );
    found.push(
      ...(answer.Contents ?? []).map(({ Key = '', LastModified }) => ({ key: Key, at: Number(LastModified) })),
    );
    ContinuationToken = answer.NextContinuationToken;
    if (!ContinuationToken) break;
  }
  return found
    .sort((a, b) => b.at - a.at)
    .slice(0, EARLIER_MAX)
    .map(({ key }) => key);
}

/** What the key of every kept manifest begins with. */
const MANIFESTS = manifestKeyOf('').replace(/[^/]*$/, '');
