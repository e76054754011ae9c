import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Naming, NESTED_STACK, namingsIn } from './asset-locations';
import { type KnownAsset, packageAssets } from './package-assets';
import { readTemplate } from './read-template';
import { type NestedTemplate, type Source, SourceError, type SourceStack, type Template } from './source';

/** What a folder or an assembly holds, before anything of it is packaged. */
export interface FoundSource {
  readonly stacks: readonly SourceStack[];
  readonly others: readonly SourceStack[];
  readonly known: readonly KnownAsset[];
  readonly images: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Takes of the known assets those that the release names: templates that it nests, and files, which are packaged in a
 * new folder that `close` removes.
 *
 * @throws SourceError with every problem
 */
export async function gather(
  { known, problems, ...found }: FoundSource,
  { directory, onMessage }: { readonly directory: string; onMessage(text: string): void },
): Promise<Source> {
  const named = namedBy(found.stacks, known);
  const all = [...problems, ...found.stacks.flatMap(emptyProblem), ...named.problems];
  if (all.length > 0) throw new SourceError(all);
  const workshop = mkdtempSync(join(tmpdir(), 'understudy-release-'));
  const close = () => rmSync(workshop, { recursive: true, force: true });
  try {
    const assets = await packageAssets(named.files, { root: realpathSync(directory), workshop, onMessage });
    return { directory, ...found, assets, nested: named.nested, close };
  } catch (error) {
    close();
    throw error;
  }
}

const emptyProblem = ({ name, template }: SourceStack): string[] =>
  Object.keys(template.Resources).length === 0
    ? [`${name} has no resources, and CloudFormation creates no empty stack; take it out of release.stacks`]
    : [];

interface Named {
  readonly files: KnownAsset[];
  readonly nested: NestedTemplate[];
  readonly problems: string[];
}

/** Assets that templates name, directly or through the templates they nest. */
function namedBy(stacks: readonly SourceStack[], known: readonly KnownAsset[]): Named {
  const files = new Set<KnownAsset>();
  const nested = new Map<KnownAsset, NestedTemplate>();
  const problems: string[] = [];
  const seen = new Set<KnownAsset>();
  const visit = (template: Template): void => {
    for (const { asset, isNested } of namedIn(template, known)) {
      if (!isNested) files.add(asset);
      if (!isNested || seen.has(asset)) continue;
      seen.add(asset);
      const read = nestedTemplate(asset);
      if ('problems' in read) problems.push(...read.problems);
      else {
        nested.set(asset, read);
        visit(read.template);
      }
    }
  };
  for (const { template } of stacks) visit(template);
  return { files: known.filter((asset) => files.has(asset)), nested: [...nested.values()], problems };
}

function namedIn(template: Template, known: readonly KnownAsset[]): { asset: KnownAsset; isNested: boolean }[] {
  const namings = namingsIn(
    template,
    known.flatMap(({ places }) => places),
  );
  return namings.flatMap((naming) =>
    known
      .filter(({ places }) => places.includes(naming.place))
      .map((asset) => ({ asset, isNested: isNestedStack(template, naming) })),
  );
}

function isNestedStack({ Resources }: Template, { path }: Naming): boolean {
  const id = /^Resources\.([^.]+)\.Properties\.TemplateURL$/.exec(path)?.[1];
  return id !== undefined && Resources[id]?.Type === NESTED_STACK;
}

function nestedTemplate({ id, places, path }: KnownAsset): NestedTemplate | { readonly problems: string[] } {
  const read = readTemplate(readFileSync(path, 'utf8'));
  if ('template' in read) return { id, template: read.template, places };
  return { problems: read.problems.map((problem) => `nested template ${id}: ${problem}`) };
}
