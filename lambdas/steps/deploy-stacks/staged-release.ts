import { CURRENT_MANIFEST_KEY } from '../../../lib/domain/names';
import { RELEASE_OBJECT_BYTES_MAX, type ReleaseManifest, readManifest } from '../../../lib/domain/release';
import type { InputOf } from '../../../lib/domain/step';
import { templateProblems } from '../../../lib/domain/template-problems';
import type { Sends } from '../../edge/clients';
import { isMissingObject } from '../../edge/reading';
import { readObject } from '../../edge/release-bucket';
import type { deployStacks } from './step';

type Input = InputOf<typeof deployStacks>;
export type StagedRelease = { manifest: ReleaseManifest } | { problems: readonly string[] };

/**
 * The release that check-readiness saw, in exactly that object version: manifest signature, then the digest of every
 * template. What was verified once is remembered while the function stays warm: an object version never changes.
 */
export function stagedRelease(s3: Sends) {
  const verified = new Map<string, ReleaseManifest>();
  return async (input: Input): Promise<StagedRelease> => {
    const { versionId } = input.checkReadiness.release;
    const known = verified.get(versionId);
    if (known) return { manifest: known };
    const read = await stagedManifest(s3, input);
    if ('problems' in read) return read;
    const problems = (await Promise.all(read.manifest.stacks.map((stack) => problemsOf(s3, stack, input)))).flat();
    if (problems.length > 0) return { problems };
    verified.set(versionId, read.manifest);
    return read;
  };
}

async function stagedManifest(s3: Sends, input: Input): Promise<StagedRelease> {
  const { bytes, content } = await readObject(s3, {
    Bucket: input.names.releaseBucket,
    Key: CURRENT_MANIFEST_KEY,
    VersionId: input.checkReadiness.release.versionId,
  });
  return content ? readManifest(content.text, input) : { problems: [tooLarge(CURRENT_MANIFEST_KEY, bytes)] };
}

async function problemsOf(
  s3: Sends,
  { name, template }: ReleaseManifest['stacks'][number],
  { names }: Input,
): Promise<string[]> {
  const { key: Key, versionId: VersionId } = template;
  try {
    const { bytes, content } = await readObject(s3, { Bucket: names.releaseBucket, Key, VersionId });
    if (!content) return [tooLarge(`the template of ${name}`, bytes)];
    if (content.sha256 === template.sha256) {
      return templateProblems(content.text).map((problem) => `the template of ${name}: ${problem}`);
    }
    return [
      `the template of ${name} is not the one that was signed: ` +
        `its SHA-256 is ${content.sha256}, expected ${template.sha256}`,
    ];
  } catch (error) {
    if (!isMissingObject((error as Error).name)) throw error;
    return [`the template of ${name} (${Key}, version ${VersionId}) is not in ${names.releaseBucket}`];
  }
}

const tooLarge = (what: string, bytes: number) =>
  `${what} has ${bytes} bytes, at most ${RELEASE_OBJECT_BYTES_MAX} are read`;
