import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Plan } from '../domain/plan';
import { listed, nearest } from '../domain/text';
import { type Candidate, choose } from './choose';
import type { FoundSource } from './gather';
import { foundInside } from './inside';
import type { KnownAsset } from './package-assets';
import { readTemplate } from './read-template';
import { SourceError, type SourceStack } from './source';

/** Lists the templates of a folder that no CDK wrote. */
export const FOLDER_FILE = 'release.json';
/** What a template writes in the place of a bucket's name, with the asset's name as its key. */
export const FOLDER_BUCKET = 'asset';

const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,100}$/, 'expected letters, digits and hyphens, beginning with a letter');

const FolderStack = z.strictObject({
  name,
  template: z.string().min(1),
  dependsOn: z.array(z.string()).default([]),
});

const FolderManifest = z.strictObject({
  stacks: z.array(FolderStack),
  /** What templates call a file or folder → where it lies. */
  assets: z.record(z.string().regex(/^[\w.-]{1,200}$/, 'expected letters, digits, . _ and -'), z.string()).default({}),
});
type FolderManifest = z.infer<typeof FolderManifest>;

/** Finds the templates and assets of a folder with a `release.json`. @throws SourceError when that cannot be read */
export function readFolder(directory: string, plan: Plan): FoundSource {
  const manifest = manifestIn(directory);
  const problems = [...twice(manifest), ...unknownDependencies(manifest)];
  const root = realpathSync(directory);
  const once = manifest.stacks.filter((entry, index, all) => all.findIndex((one) => one.name === entry.name) === index);
  const candidates = once.flatMap((entry): Candidate[] => {
    const stack = stackOf(entry, root);
    if (!('problems' in stack)) return [{ stack, ids: [stack.name] }];
    problems.push(...stack.problems);
    return [];
  });
  const unreadable = manifest.stacks.map((entry) => entry.name);
  const known = Object.entries(manifest.assets).flatMap(([id, path]): KnownAsset[] => {
    const found = foundInside(path, { root, from: root });
    if ('path' in found) return [{ id, places: [{ bucket: FOLDER_BUCKET, key: id }], path: found.path }];
    problems.push(`${FOLDER_FILE}, assets.${id}: ${found.problem}`);
    return [];
  });
  const chosen = choose(candidates, { wanted: plan.release.stacks, unreadable });
  return { ...chosen, known, images: [], problems: [...problems, ...chosen.problems] };
}

function manifestIn(directory: string): FolderManifest {
  const file = join(directory, FOLDER_FILE);
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new SourceError([`${file} is not JSON: ${(error as Error).message}`]);
  }
  const parsed = FolderManifest.safeParse(written);
  if (parsed.success) return parsed.data;
  throw new SourceError(
    parsed.error.issues.flatMap((issue) => sentencesOf(issue).map((sentence) => `${file}: ${sentence}`)),
  );
}

function sentencesOf(issue: z.core.$ZodIssue): string[] {
  const told = (path: readonly PropertyKey[], message: string) =>
    [...(path.length > 0 ? [path.map(String).join('.')] : []), message].join(': ');
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => told([...path, key], unknownKey(key, path)));
  return [told(path, `${message.charAt(0).toLowerCase()}${message.slice(1)}`)];
}

/** @param path of the object that has the key: the file's, or that of one stack */
function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const allowed = Object.keys(path.length === 0 ? FolderManifest.shape : FolderStack.shape);
  const near = nearest(key, allowed);
  return near ? `unknown key; did you mean ${near}` : `unknown key; allowed are ${listed(allowed)}`;
}

const twice = ({ stacks }: FolderManifest): string[] =>
  [...new Set(stacks.map((entry) => entry.name))]
    .filter((one) => stacks.filter((entry) => entry.name === one).length > 1)
    .map((one) => `${FOLDER_FILE} lists the stack ${one} twice; give one another name`);

const unknownDependencies = ({ stacks }: FolderManifest): string[] =>
  stacks.flatMap((entry) =>
    entry.dependsOn
      .filter((other) => !stacks.some((stack) => stack.name === other))
      .map((other) => `${FOLDER_FILE}: ${entry.name} depends on ${other}, which it does not list`),
  );

function stackOf(
  { name: stack, template: written, dependsOn }: FolderManifest['stacks'][number],
  root: string,
): SourceStack | { readonly problems: string[] } {
  const found = foundInside(written, { root, from: root });
  if ('problem' in found) return { problems: [`${stack}: ${found.problem}`] };
  const text = readFileSync(found.path, 'utf8');
  const read = readTemplate(text);
  if ('problems' in read) return { problems: read.problems.map((problem) => `${written}: ${problem}`) };
  return { name: stack, file: found.path, template: read.template, bytes: Buffer.byteLength(text), dependsOn };
}
