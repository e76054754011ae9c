import { CURRENT_MANIFEST_KEY } from '../../../lib/domain/names';
import { RELEASE_OBJECT_BYTES_MAX, type ReleaseManifest, readManifest } from '../../../lib/domain/release';
import type { InputOf } from '../../../lib/domain/step';
import { templateProblems } from '../../../lib/domain/template-problems';
import { isMissingObject, type Reading } from '../../edge/reading';
import type { SeenObject } from '../../edge/release-bucket';
import { type Finding, holds, open, problem, together } from './finding';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** A template or an asset that the manifest names. */
export interface Artifact {
  /** `the template of orders-web`, `an asset`. */
  readonly what: string;
  readonly key: string;
  readonly versionId: string;
  /** The digest that is compared here; absent for an asset, which only has to be there. */
  readonly sha256?: string;
}

export interface SeenRelease {
  readonly manifest: Reading<SeenObject>;
  readonly artifacts: readonly { readonly artifact: Artifact; readonly found: Reading<SeenObject> }[];
}

/** What the manifest holds, for looking at each of it. */
export const artifactsOf = ({ stacks, assets }: ReleaseManifest): Artifact[] => [
  ...stacks.map(({ name, template: { key, versionId, sha256 } }) => ({
    what: `the template of ${name}`,
    key,
    versionId,
    sha256,
  })),
  ...assets.map(({ key, versionId }) => ({ what: 'an asset', key, versionId })),
];

/** The release in the output, or `undefined` while something is wrong with it. */
export function verifiedRelease({ manifest }: SeenRelease, input: Input) {
  if (manifest.outcome !== 'read') return undefined;
  const { content, versionId } = manifest.value;
  const read = content && readManifest(content.text, input);
  if (!content || !versionId || !read || 'problems' in read) return undefined;
  return { id: read.manifest.release, versionId, sha256: content.sha256 };
}

/** Whether the release staged here may be deployed: signed, fresh, and complete to the last object. */
export function judgeRelease(seen: SeenRelease, input: Input): Finding {
  return together([
    judgeManifest(seen.manifest, input),
    ...seen.artifacts.map(({ artifact, found }) => judgeArtifact(artifact, found, input)),
  ]);
}

function judgeManifest(manifest: SeenRelease['manifest'], input: Input): Finding {
  const { releaseBucket } = input.names;
  const where = `${CURRENT_MANIFEST_KEY} in ${releaseBucket}`;
  if (manifest.outcome === 'unknown') return open(`release: ${manifest.because}`);
  if (manifest.outcome === 'failed') {
    return problem(
      isMissingObject(manifest.name)
        ? `no release is staged here: there is no ${where}; publish one`
        : `release: ${where} cannot be read, ${manifest.because}`,
    );
  }
  const { bytes, content, versionId } = manifest.value;
  if (!content) return problem(`release: ${where} has ${bytes} bytes, at most ${RELEASE_OBJECT_BYTES_MAX} are read`);
  if (!versionId) return problem(`release: ${releaseBucket} keeps no versions; turn versioning on`);
  const read = readManifest(content.text, input);
  return 'problems' in read
    ? problem(...read.problems.map((sentence) => `release: ${sentence}`))
    : holds(`release ${read.manifest.release} verified`);
}

function judgeArtifact(
  { what, key, versionId, sha256 }: Artifact,
  found: Reading<SeenObject>,
  { names }: Input,
): Finding {
  const named = `${what} (${key}, version ${versionId})`;
  if (found.outcome === 'unknown') return open(`${named}: ${found.because}`);
  if (found.outcome === 'failed') {
    return problem(
      isMissingObject(found.name)
        ? `${named} is not in ${names.releaseBucket}`
        : `${named} cannot be read: ${found.because}`,
    );
  }
  if (sha256 === undefined) return holds();
  const { bytes, content } = found.value;
  if (!content) return problem(`${named} has ${bytes} bytes, at most ${RELEASE_OBJECT_BYTES_MAX} are allowed`);
  if (content.sha256 !== sha256) {
    return problem(`${named} is not what was signed: its SHA-256 is ${content.sha256}, expected ${sha256}`);
  }
  const problems = templateProblems(content.text).map((sentence) => `${named}: ${sentence}`);
  return problems.length > 0 ? problem(...problems) : holds();
}
