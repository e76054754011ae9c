import { generateKeyPairSync } from 'node:crypto';
import { CURRENT_MANIFEST_KEY, namesOf } from '../../domain/names';
import { type ReleaseManifest, signManifest } from '../../domain/release';
import { currentManifest } from '../deploy';
import { publishRelease } from '../publish-release';
import type { StageProps } from './props';

/** What somebody who got hold of a release bucket does to the release in it. */
export interface Tampering {
  /** One byte of a stored template is another one, in the very version that was signed. */
  flipByte(region: string): void;
  /** The manifest names another version of a template: one that nobody signed. */
  swapVersion(region: string): void;
  /** An older manifest, signed by the team, is put in the place of the newest. */
  rollBack(region: string): Promise<void>;
  /** The manifest is signed anew, with a key of somebody else's. */
  signAsAStranger(region: string): void;
}

export function tampering({ world, plan, assembly, tell }: StageProps): Tampering {
  const { s3, pace } = world.services;
  const say = (because: string) => tell({ at: pace.clock.now(), step: 'World', because });
  const bucketIn = (region: string) => namesOf(plan, region).releaseBucket;
  const put = (region: string, key: string, body: Buffer | string) =>
    s3.putObject({ bucket: bucketIn(region), key, body }).versionId;
  const replaceManifest = (region: string, manifest: ReleaseManifest) =>
    put(region, CURRENT_MANIFEST_KEY, JSON.stringify(manifest));
  const storedIn = (region: string, { key, versionId }: { key: string; versionId: string }): Buffer => {
    const stored = s3.getObject({ bucket: bucketIn(region), key, versionId });
    if (!stored) throw new Error(`${key} is not in the release bucket of ${region}`);
    return stored.body;
  };
  return {
    flipByte(region) {
      const { name, template } = firstStack(currentManifest(world, plan, region));
      s3.tamper({ bucket: bucketIn(region), ...template, checksums: 'renewed' }, flipped(storedIn(region, template)));
      say(`one byte of the template of ${name} in ${region} is another one`);
    },
    swapVersion(region) {
      const manifest = currentManifest(world, plan, region);
      const { name, template } = firstStack(manifest);
      const versionId = put(region, template.key, flipped(storedIn(region, template)));
      const stacks = manifest.stacks.map((stack) =>
        stack.name === name ? { ...stack, template: { ...template, versionId } } : stack,
      );
      replaceManifest(region, { ...manifest, stacks });
      say(`the manifest in ${region} names a version of the template of ${name} that nobody signed`);
    },
    async rollBack(region) {
      const older = currentManifest(world, plan, region);
      await publishRelease(world, plan, assembly);
      replaceManifest(region, older);
      say(`the manifest before the newest is put back in ${region}`);
    },
    signAsAStranger(region) {
      const { signature: _, ...manifest } = currentManifest(world, plan, region);
      replaceManifest(region, signManifest(manifest, generateKeyPairSync('ed25519').privateKey));
      say(`a stranger signs the manifest in ${region}`);
    },
  };
}

function firstStack({ stacks: [first] }: ReleaseManifest): ReleaseManifest['stacks'][number] {
  if (!first) throw new Error('the release holds no stack');
  return first;
}

/** The same bytes but for the last one. */
function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return copy;
}
