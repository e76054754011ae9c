import { GetObjectCommand } from '@aws-sdk/client-s3';
import { sha256 } from '../../../lib/domain/canonical-json';
import { CURRENT_MANIFEST_KEY } from '../../../lib/domain/names';
import { type ReleaseManifest, readManifest } from '../../../lib/domain/release';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import type { deployStacks } from './step';

type Input = InputOf<typeof deployStacks>;
export type StagedRelease = { manifest: ReleaseManifest } | { problems: readonly string[] };

/** CloudFormation takes templates of at most 1 MB; a manifest is far smaller. */
const OBJECT_BYTES_MAX = 1_000_000;

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
    const text = await objectText(s3, {
      Bucket: input.names.releaseBucket,
      Key: CURRENT_MANIFEST_KEY,
      VersionId: versionId,
    });
    const read = readManifest(text, input);
    if ('problems' in read) return read;
    const problems = (await Promise.all(read.manifest.stacks.map((stack) => templateProblem(s3, stack, input)))).flat();
    if (problems.length > 0) return { problems };
    verified.set(versionId, read.manifest);
    return read;
  };
}

async function templateProblem(
  s3: Sends,
  { name, template }: ReleaseManifest['stacks'][number],
  { names }: Input,
): Promise<string[]> {
  const { key: Key, versionId: VersionId } = template;
  try {
    const digest = sha256(await objectText(s3, { Bucket: names.releaseBucket, Key, VersionId }));
    return digest === template.sha256
      ? []
      : [
          `the template of ${name} is not the one that was signed: ` +
            `its SHA-256 is ${digest}, expected ${template.sha256}`,
        ];
  } catch (error) {
    if (!MISSING.includes((error as Error).name)) throw error;
    return [`the template of ${name} (${Key}, version ${VersionId}) is not in ${names.releaseBucket}`];
  }
}

const MISSING = ['NoSuchKey', 'NoSuchVersion', 'NotFound'];

async function objectText(s3: Sends, object: { Bucket: string; Key: string; VersionId: string }): Promise<string> {
  const { Body, ContentLength = 0 } = await s3.send(new GetObjectCommand(object));
  if (ContentLength > OBJECT_BYTES_MAX)
    throw new Error(`${object.Key} has ${ContentLength} bytes, at most ${OBJECT_BYTES_MAX} are read`);
  return Body.transformToString('utf8');
}
