import { sha256 } from '../../lib/domain/canonical-json';
import { Failure } from '../../lib/domain/failure';
import { CURRENT_MANIFEST_KEY, type Names } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import { type Attested, attests } from '../../lib/domain/readiness';
import {
  ageProblem,
  manifestProblems,
  type ReadManifest,
  type ReleaseManifest,
  rollbackProblem,
  signedManifest,
} from '../../lib/domain/release';
import { atOnce } from './at-once';
import type { Sends } from './clients';
import type { Clock } from './clock';
import { type Reading, reading } from './reading';
import { checksumOf, readObject, type SeenObject } from './release-bucket';
import { earlierManifests } from './staged-release-earlier';
import {
  type Artifact,
  artifactsOf,
  type FoundArtifact,
  type Judged,
  judgeAsset,
  judgeManifestObject,
  judgeTemplate,
  templateIn,
  together,
} from './staged-release-judge';
import { INCOMPLETE } from './transient';

/** Which release is looked at, and what it is held against. */
export interface Wanted {
  readonly plan: Plan;
  readonly region: string;
  readonly names: Pick<Names, 'releaseBucket'>;
  /** What was read is remembered in this run alone. */
  readonly run: { readonly id: string };
  /** ISO 8601 UTC. */
  readonly now: string;
  /** When the manifest's age is counted, ISO 8601 UTC. @default now */
  readonly agedAt?: string;
  /** An age above the plan's stops nobody and is told as `tooOld`. @default it is one of the problems */
  readonly isAgeTold?: boolean;
  /** Version of the manifest's object. @default the newest */
  readonly versionId?: string;
  /** What a check has verified to the last object: of exactly this manifest a sample is read. @default nothing */
  readonly attested?: Attested | undefined;
}

/** A release that is, to the last object, what was signed. */
export interface VerifiedRelease {
  readonly manifest: ReleaseManifest;
  /** When a check has seen those of its objects that were not read, ISO 8601 UTC. @default all were, in this run */
  readonly attestedAt?: string;
  /** Of the manifest's object. */
  readonly versionId: string;
  /** Of the manifest's bytes. */
  readonly sha256: string;
  /**
   * The template of a stack of the release, in JSON; read only where it was not before.
   *
   * @throws Failure refused when it is not what was signed, IncompleteAnswer when nobody knows now
   */
  templateOf(stack: string): Promise<string>;
}

/** What a look at a staged release came to. It may be deployed only when `release` is there. */
export interface Verification extends Judged {
  readonly release?: VerifiedRelease;
  /** That it is older than the plan allows, where that is told. @default it is not, or it is one of the problems */
  readonly tooOld?: string;
}

/** S3 answers 5,500 reads a second below a prefix; the SDK opens so many sockets at most. */
const OBJECTS_AT_ONCE = 50;
/**
 * After so long no more objects are read in one look. What was read is remembered, so the next look goes on: the last
 * reads of this one end within 10 s, and then it is over.
 */
const READ_SECONDS_MAX = 10;

/**
 * Verifies a release that is staged here: the manifest's signature and place in time, then every template by its
 * bytes and every asset by the SHA-256 that S3 has of it. An object version never changes, so what was read once in a
 * run is remembered while the function stays warm; what the plan and the time say of the manifest is judged anew. The
 * next run reads all again: a version may have been deleted, or the way to it forbidden.
 */
export function stagedRelease(s3: Sends, clock: Pick<Clock, 'now'>) {
  const memory = new Map<string, string>();
  const verified = new Set<string>();
  const readOnce = rememberingLast();
  let runId = '';
  return async (wanted: Wanted): Promise<Verification> => {
    if (runId !== wanted.run.id) for (const remembered of [memory, verified]) remembered.clear();
    runId = wanted.run.id;
    const context = { s3, bucket: wanted.names.releaseBucket, memory, verified };
    const object = await seenManifest(wanted.versionId, context);
    const readable = judgeManifestObject(object, context.bucket);
    if (object.outcome !== 'read' || !object.value.content || readable.problems.length > 0) return readable;
    const { content, versionId = '' } = object.value;
    const read = readOnce(content, wanted.plan);
    const wrong = 'problems' in read ? read.problems : manifestProblems(read.manifest, wanted);
    if ('problems' in read || wrong.length > 0) {
      return { problems: wrong.map((sentence) => `release: ${sentence}`), unknown: [] };
    }
    const { manifest } = read;
    const beganAt = clock.now();
    const isOver = () => clock.now() - beganAt > READ_SECONDS_MAX * 1000;
    const all = artifactsOf(manifest);
    const isLarge = all.length > OBJECTS_AT_ONCE;
    const attested = isLarge ? attests(wanted.attested, { versionId, sha256: content.sha256 }, wanted.now) : undefined;
    const artifacts = attested ? sampleOf(all) : all;
    const judgedNow = await atOnce(OBJECTS_AT_ONCE, artifacts, (one) => judgeArtifact(one, context), isOver);
    const judged = together([
      await judgeEarlier(manifest, { ...context, versionId, plan: wanted.plan }),
      ...judgedNow,
      unreadYet(artifacts.length - judgedNow.length, artifacts.length),
    ]);
    const age = wanted.isAgeTold ? ageProblem(manifest, wanted) : undefined;
    const told = { ...judged, ...(age && { tooOld: `release: ${age}` }) };
    if (!isSound(judged)) return told;
    const own = memoryKey(context.bucket, { key: CURRENT_MANIFEST_KEY, versionId });
    memory.set(own, content.text);
    verified.add(own);
    return {
      ...told,
      release: {
        ...{ manifest, versionId, sha256: content.sha256, templateOf: (stack) => templateOf(stack, manifest, context) },
        ...(attested && { attestedAt: attested.at }),
      },
    };
  };
}

/** Reads a manifest; a step that looks many times in one second checks its signature once. */
function rememberingLast(): (content: { text: string; sha256: string }, plan: Plan) => ReadManifest {
  let last: { readonly of: string; readonly read: ReadManifest } | undefined;
  return ({ text, sha256: digest }, plan) => {
    const of = JSON.stringify([digest, plan]);
    if (last?.of !== of) last = { of, read: signedManifest(text, plan) };
    return last.read;
  };
}

interface Context {
  readonly s3: Sends;
  readonly bucket: string;
  /** What was read in which version: the text of a manifest or a template, nothing of an asset. Digests held. */
  readonly memory: Map<string, string>;
  /** Versions of the manifest whose release was verified. */
  readonly verified: Set<string>;
}

const memoryKey = (
  bucket: string,
  { key, versionId, sha256: digest = '' }: { key: string; versionId: string; sha256?: string },
) => `${bucket}/${key}@${versionId}#${digest}`;

async function templateOf(stack: string, manifest: ReleaseManifest, context: Context): Promise<string> {
  const found = manifest.stacks.find(({ name }) => name === stack);
  if (!found) throw new Error(`release ${manifest.release} has no stack ${stack}`);
  const artifact = templateIn(found);
  const { problems, unknown } = await judgeArtifact(artifact, context);
  if (problems.length > 0) throw new Failure('refused', problems.join('; '));
  if (unknown.length > 0) throw Object.assign(new Error(unknown.join('; ')), { name: INCOMPLETE });
  return context.memory.get(memoryKey(context.bucket, artifact)) ?? '';
}

/**
 * Of what a check has verified, so many objects as are read in one round, from the first template to the last asset:
 * versions do not change, but since then a policy may forbid to read them, and that must stop a takeover before it
 * promotes.
 */
const sampleOf = (artifacts: readonly Artifact[]): Artifact[] =>
  artifacts.filter((_, index) => {
    const place = (at: number) => Math.floor((at * (OBJECTS_AT_ONCE - 1)) / (artifacts.length - 1));
    return place(index) !== place(index - 1);
  });

const unreadYet = (count: number, all: number): Judged => ({
  problems: [],
  unknown: count > 0 ? [`${count} of the ${all} objects of the release are still to be read`] : [],
});

/** The manifest's object; one whose version is named and known is not read again. */
async function seenManifest(
  versionId: string | undefined,
  { s3, bucket, memory }: Context,
): Promise<Reading<SeenObject>> {
  const known = versionId && memory.get(memoryKey(bucket, { key: CURRENT_MANIFEST_KEY, versionId }));
  if (known) {
    const content = { text: known, sha256: sha256(known) };
    return { outcome: 'read', value: { bytes: Buffer.byteLength(known), versionId, content } };
  }
  const at = { Bucket: bucket, Key: CURRENT_MANIFEST_KEY, ...(versionId && { VersionId: versionId }) };
  return reading('s3:GetObject', readObject(s3, at));
}

/** Whether a younger release stood in this one's place before. */
async function judgeEarlier(
  manifest: ReleaseManifest,
  context: Context & { readonly versionId: string; readonly plan: Plan },
): Promise<Judged> {
  const { s3, bucket, versionId, plan, verified } = context;
  const own = memoryKey(bucket, { key: CURRENT_MANIFEST_KEY, versionId });
  // What stood there before a version was verified when the version was.
  if (verified.has(own)) return { problems: [], unknown: [] };
  const earlier = await earlierManifests({ s3, bucket, plan, manifest, versionId });
  if (earlier.outcome === 'unknown') return { problems: [], unknown: [`release: ${earlier.because}`] };
  if (earlier.outcome === 'failed') {
    const sentence = `release: whether an older one was put back cannot be seen: ${earlier.because}`;
    return { problems: [sentence], unknown: [] };
  }
  const { texts, flood } = earlier.value;
  const problem = rollbackProblem(manifest, texts, plan) ?? flood;
  return { problems: problem ? [`release: ${problem}`] : [], unknown: [] };
}

async function judgeArtifact(artifact: Artifact, { s3, bucket, memory }: Context): Promise<Judged> {
  const key = memoryKey(bucket, artifact);
  if (memory.has(key)) return { problems: [], unknown: [] };
  const at = { Bucket: bucket, Key: artifact.key, VersionId: artifact.versionId };
  const place: FoundArtifact = { artifact, releaseBucket: bucket };
  if (artifact.kind === 'asset') {
    const judged = judgeAsset(await reading('s3:GetObject', checksumOf(s3, at)), place);
    if (isSound(judged)) memory.set(key, '');
    return judged;
  }
  const found = await reading('s3:GetObject', readObject(s3, at));
  const judged = judgeTemplate(found, place);
  if (isSound(judged) && found.outcome === 'read') memory.set(key, found.value.content?.text ?? '');
  return judged;
}

const isSound = ({ problems, unknown }: Judged) => problems.length === 0 && unknown.length === 0;
