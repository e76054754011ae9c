import { CURRENT_MANIFEST_KEY } from '../../lib/domain/names';
import { RELEASE_OBJECT_BYTES_MAX, type ReleaseManifest, type ReleaseStack } from '../../lib/domain/release';
import { templateProblems } from '../../lib/domain/template-problems';
import { isMissingObject, type Reading } from './reading';
import type { SeenObject } from './release-bucket';

/** A template or an asset that a manifest names. */
export interface Artifact {
  readonly kind: 'template' | 'asset';
  /** `the template of orders-web`, `an asset`. */
  readonly what: string;
  readonly key: string;
  readonly versionId: string;
  readonly sha256: string;
  /** What CloudFormation is allowed with a template. */
  readonly capabilities?: ReleaseStack['capabilities'];
}

/** What one part of a release is: as it was signed, wrong for good, or not to be read now. */
export interface Judged {
  readonly problems: readonly string[];
  readonly unknown: readonly string[];
}

const HOLDS: Judged = { problems: [], unknown: [] };
const problem = (...problems: readonly string[]): Judged => ({ ...HOLDS, problems });
const unknown = (sentence: string): Judged => ({ ...HOLDS, unknown: [sentence] });

export const templateIn = ({ name, template: { key, versionId, sha256 }, capabilities }: ReleaseStack): Artifact => ({
  kind: 'template',
  what: `the template of ${name}`,
  key,
  versionId,
  sha256,
  capabilities,
});

export const artifactsOf = ({ stacks, assets }: ReleaseManifest): Artifact[] => [
  ...stacks.map(templateIn),
  ...assets.map((asset) => ({ kind: 'asset' as const, what: 'an asset', ...asset })),
];

/** Whether the manifest's object can be read, before anything in it is. */
export function judgeManifestObject(manifest: Reading<SeenObject>, releaseBucket: string): Judged {
  const where = `${CURRENT_MANIFEST_KEY} in ${releaseBucket}`;
  if (manifest.outcome === 'unknown') return unknown(`release: ${manifest.because}`);
  if (manifest.outcome === 'failed') {
    return problem(
      isMissingObject(manifest.name)
        ? `no release is staged here: there is no ${where}; publish one`
        : `release: ${where} cannot be read, ${manifest.because}`,
    );
  }
  const { bytes, content, versionId, altered } = manifest.value;
  if (altered) return problem(`release: ${where} is not what was published: ${altered}`);
  if (!content) return problem(`release: ${where} has ${bytes} bytes, at most ${RELEASE_OBJECT_BYTES_MAX} are read`);
  return versionId ? HOLDS : problem(`release: ${releaseBucket} keeps no versions; turn versioning on`);
}

export interface FoundArtifact {
  readonly artifact: Artifact;
  readonly releaseBucket: string;
}

/** Whether the template in this version is, byte for byte, the one that was signed, and may be deployed. */
export function judgeTemplate(found: Reading<SeenObject>, { artifact, releaseBucket }: FoundArtifact): Judged {
  if (found.outcome !== 'read') return unread(found, { artifact, releaseBucket });
  const named = nameOf(artifact);
  const { bytes, content, altered } = found.value;
  if (altered) return problem(`${named} is not what was signed: ${altered}`);
  if (!content) return problem(`${named} has ${bytes} bytes, at most ${RELEASE_OBJECT_BYTES_MAX} are allowed`);
  if (content.sha256 !== artifact.sha256) return otherBytes(artifact, content.sha256);
  const problems = templateProblems(content.text, artifact.capabilities).map((sentence) => `${named}: ${sentence}`);
  return problems.length > 0 ? problem(...problems) : HOLDS;
}

/** Whether S3 has measured the asset as it was signed. @param found its SHA-256, `undefined` when S3 has none */
export function judgeAsset(found: Reading<string | undefined>, { artifact, releaseBucket }: FoundArtifact): Judged {
  if (found.outcome !== 'read') return unread(found, { artifact, releaseBucket });
  if (found.value === undefined) {
    return problem(`${nameOf(artifact)} has no SHA-256 in ${releaseBucket}; publish the release again`);
  }
  return found.value === artifact.sha256 ? HOLDS : otherBytes(artifact, found.value);
}

const nameOf = ({ what, key, versionId }: Artifact) => `${what} (${key}, version ${versionId})`;

const otherBytes = (artifact: Artifact, sha256: string): Judged =>
  problem(`${nameOf(artifact)} is not what was signed: its SHA-256 is ${sha256}, expected ${artifact.sha256}`);

function unread(
  found: Exclude<Reading<unknown>, { readonly outcome: 'read' }>,
  { artifact, releaseBucket }: FoundArtifact,
): Judged {
  const named = nameOf(artifact);
  if (found.outcome === 'unknown') return unknown(`${named}: ${found.because}`);
  return problem(
    isMissingObject(found.name) ? `${named} is not in ${releaseBucket}` : `${named} cannot be read: ${found.because}`,
  );
}

/** All that was judged, as one. */
export const together = (judged: readonly Judged[]): Judged => ({
  problems: judged.flatMap(({ problems }) => problems),
  unknown: judged.flatMap((one) => one.unknown),
});
