import { namesOf } from '../../domain/names';
import {
  digestOf,
  RELEASE_OBJECT_BYTES_MAX,
  type ReleaseManifest,
  readManifest,
  type UnsignedManifest,
  withSignature,
} from '../../domain/release';
import { retentionDaysOf } from '../../domain/release-retention';
import { SignerError } from '../signers/signer';
import { everywhere } from './everywhere';
import { because } from './fault';
import { problemsAtHome } from './judge';
import { ifDark } from './leaving-out';
import { lookEverywhere, warningsOf } from './look-everywhere';
import { keepManifest, makeCurrent, type ReadyRegion, textOf } from './make-current';
import { PublishError, type Published, type Publishing } from './publishing';
import { type Staged, stage } from './stage';
import type { Bucket } from './upload';

const DAY_MILLISECONDS = 86_400_000;

/**
 * Publishes a release to every Region of the plan but the one that is left out: judges everything, uploads everything,
 * signs, and only when every Region holds all of it makes it current, one Region after the other. Nothing that is
 * current ever names what is not there; whatever ends this half-way, the same again finishes it.
 *
 * @throws PublishError with every reason; then no takeover deploys anything else than before, or the error says where
 */
export async function publish(publishing: Publishing): Promise<Published> {
  const { plan, release, findings, commit, without, clock, tell } = publishing;
  refuse(problemsAtHome(plan, publishing));
  const now = new Date(clock.now()).toISOString();
  const known = await lookEverywhere(publishing, now);
  const bytes = release.assets.reduce((sum, asset) => sum + asset.bytes, 0);
  tell({ what: 'begun', bytes: bytes * known.length });
  const staged = await everywhere(known, async ({ seen, values: { values } }) => {
    const { region } = seen;
    const bucket = bucketIn(publishing, region);
    return { seen, bucket, staged: await stage({ plan, release, tell, region, bucket, values }) };
  });
  const ready = await everywhere(staged, async (place): Promise<ReadyRegion> => {
    const manifest = await signed(publishing, { ...place, region: place.seen.region, createdAt: now });
    return { region: place.seen.region, bucket: place.bucket, manifest, seen: place.seen };
  });
  await everywhere(ready, keepManifest);
  const versions = await makeCurrent(ready, { plan, tell });
  const about = staged.map(({ seen: { region }, staged: { uploaded, reused, bytes: sent } }) => [
    region,
    { manifestVersionId: versions.get(region) ?? '', uploaded, reused, bytes: sent },
  ]);
  const regions = Object.fromEntries(about);
  const warnings = warningsOf(known, publishing);
  return { release: release.id, commit, createdAt: now, regions, ...(without && { without }), findings, warnings };
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new PublishError(problems);
}

function bucketIn(publishing: Publishing, region: string): Bucket {
  const { plan, clients, clock } = publishing;
  return {
    s3: clients.s3In(region),
    name: namesOf(plan, region).releaseBucket,
    keptUntil: new Date(clock.now() + retentionDaysOf(plan.release) * DAY_MILLISECONDS),
    sleep: clock.sleep,
    ifDark: ifDark(publishing, region),
  };
}

/** Signs what a Region holds, and reads it as a takeover there will. @throws PublishError when that would refuse it */
async function signed(
  { plan, release, commit, signer }: Publishing,
  { region, createdAt, staged: { stacks, assets } }: { region: string; createdAt: string; staged: Staged },
): Promise<ReleaseManifest> {
  const unsigned: UnsignedManifest = {
    release: release.id,
    plan: plan.name,
    commit,
    createdAt,
    region,
    stacks,
    assets,
  };
  const { publicKey } = signer;
  const signature = await signer.sign(digestOf(unsigned)).catch((error) => {
    if (error instanceof SignerError) throw error;
    throw new PublishError([`${signer.about} did not sign the manifest of ${region}: ${because(error)}`]);
  });
  const manifest = withSignature(unsigned, { publicKey, signature });
  const text = textOf(manifest);
  const read = readManifest(text, { plan, region, now: createdAt });
  if ('problems' in read) refuse(read.problems.map((problem) => `${region}: a takeover would refuse it: ${problem}`));
  const bytes = Buffer.byteLength(text);
  if (bytes <= RELEASE_OBJECT_BYTES_MAX) return manifest;
  throw new PublishError([
    `${region}: the manifest has ${bytes} bytes; a takeover reads at most ${RELEASE_OBJECT_BYTES_MAX}`,
  ]);
}
