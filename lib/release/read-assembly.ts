import { readFileSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { AssetManifest, DockerImageManifestEntry, FileManifestEntry } from '@aws-cdk/cdk-assets-lib';
import {
  AssetManifestArtifact,
  CloudAssembly,
  CloudFormationStackArtifact,
  UNKNOWN_ACCOUNT,
  UNKNOWN_REGION,
} from '@aws-cdk/cloud-assembly-api';
import type { Plan } from '../domain/plan';
import { oneLine } from '../domain/text';
import { type Candidate, choose } from './choose';
import type { FoundSource } from './gather';
import { foundInside } from './inside';
import type { KnownAsset } from './package-assets';
import { readTemplate } from './read-template';
import { type AssetPlace, SourceError, type SourceStack } from './source';

/** Every cloud assembly has it. */
export const ASSEMBLY_FILE = 'manifest.json';

/**
 * Finds the stacks and assets of a cloud assembly, those of its stages among them.
 *
 * @throws SourceError when it is no assembly, or of a newer CDK
 */
export function readAssembly(directory: string, plan: Plan): FoundSource {
  const root = realpathSync(directory);
  const artifacts = load(directory).stacksRecursively;
  const problems: string[] = [];
  const unreadable: string[] = [];
  const candidates = artifacts.flatMap((artifact): Candidate[] => {
    const stack = stackOf(artifact, root);
    if (!('problems' in stack)) return [{ stack, ids: namesOf(artifact) }];
    problems.push(...stack.problems);
    unreadable.push(...namesOf(artifact));
    return [];
  });
  const { stacks, others, problems: unknown } = choose(candidates, { wanted: plan.release.stacks, unreadable });
  const files = new Set(stacks.map(({ file }) => file));
  const isReleased = (artifact: CloudFormationStackArtifact) =>
    candidates.some(({ stack, ids }) => ids[0] === artifact.id && files.has(stack.file));
  const assets = assetsOf(artifacts.filter(isReleased), root);
  return { stacks, others, ...assets, problems: [...problems, ...unknown, ...assets.problems] };
}

function load(directory: string): CloudAssembly {
  try {
    return new CloudAssembly(directory);
  } catch (error) {
    throw new SourceError([
      `${directory} cannot be read as a cloud assembly: ${(error as Error).message.trim()}; run cdk synth again`,
    ]);
  }
}

/** What a plan may call a stack: its id, its path through the stages, its name in AWS. */
const namesOf = ({ id, hierarchicalId, stackName }: CloudFormationStackArtifact): string[] => [
  id,
  hierarchicalId.replaceAll('/', '-'),
  stackName,
];

function stackOf(
  artifact: CloudFormationStackArtifact,
  root: string,
): SourceStack | { readonly problems: readonly string[] } {
  const found = foundInside(artifact.templateFile, { root, from: artifact.assembly.directory });
  if ('problem' in found) return { problems: [`${artifact.id}: ${found.problem}; run cdk synth again`] };
  const text = readFileSync(found.path, 'utf8');
  const read = readTemplate(text);
  if ('problems' in read) return { problems: read.problems.map((problem) => `${artifact.templateFile}: ${problem}`) };
  const { region, account } = artifact.environment;
  const before = artifact.dependencies.filter((one) => one instanceof CloudFormationStackArtifact);
  return {
    name: artifact.id,
    stackName: artifact.stackName,
    file: found.path,
    template: read.template,
    bytes: Buffer.byteLength(text),
    dependsOn: before.map(({ id }) => id),
    ...(region === UNKNOWN_REGION ? {} : { region }),
    ...(account === UNKNOWN_ACCOUNT ? {} : { account }),
  };
}

interface Assets extends Pick<FoundSource, 'known' | 'images' | 'problems'> {}

/** Everything that the asset manifests of some stacks list, each file once with all its places. */
function assetsOf(artifacts: readonly CloudFormationStackArtifact[], root: string): Assets {
  const known = new Map<string, { id: string; path: string; places: AssetPlace[] }>();
  const images = new Set<string>();
  const problems = new Set<string>();
  for (const entry of artifacts.flatMap((artifact) => entriesOf(artifact, root))) {
    if ('problem' in entry) problems.add(entry.problem);
    else if ('image' in entry) images.add(entry.image);
    else {
      const { id, path, place } = entry;
      const asset = known.get(path) ?? { id, path, places: [] };
      known.set(path, asset);
      const isListed = asset.places.some(({ bucket, key }) => bucket === place.bucket && key === place.key);
      if (!isListed) asset.places.push(place);
    }
  }
  return { known: [...known.values()] satisfies KnownAsset[], images: [...images], problems: [...problems] };
}

type Entry =
  | { readonly problem: string }
  | { readonly image: string }
  | { readonly id: string; readonly path: string; readonly place: AssetPlace };

function entriesOf(artifact: CloudFormationStackArtifact, root: string): Entry[] {
  const manifests = artifact.dependencies.filter((one) => AssetManifestArtifact.isAssetManifestArtifact(one));
  return manifests.flatMap(({ file }): Entry[] => {
    const found = foundInside(file, { root, from: root });
    if ('problem' in found) return [{ problem: `${artifact.id}: ${found.problem}` }];
    try {
      return AssetManifest.fromFile(found.path).entries.flatMap((entry) =>
        entryOf(entry, { root, from: dirname(found.path) }),
      );
    } catch (error) {
      return [{ problem: (error as Error).message }];
    }
  });
}

/** Ids are shown to people; those of CDK are a hash. */
const ID_CHARACTERS_MAX = 200;

const MADE_BY_COMMAND =
  'is made by a command, and a release runs none; let the build write it as a file, and name that as the asset';

function entryOf(entry: unknown, folders: { readonly root: string; readonly from: string }): Entry[] {
  if (entry instanceof DockerImageManifestEntry) return [{ image: entry.displayName(false) }];
  if (!(entry instanceof FileManifestEntry)) return [];
  const { source, destination } = entry;
  const id = oneLine(entry.id.assetId, ID_CHARACTERS_MAX);
  const place = { bucket: destination.bucketName, key: destination.objectKey };
  if (source.executable) return [{ problem: `asset ${id} ${MADE_BY_COMMAND}` }];
  const found = foundInside(source.path ?? '', folders);
  if ('problem' in found) return [{ problem: `asset ${id}: ${found.problem}; run cdk synth again` }];
  return [{ id, path: found.path, place }];
}
