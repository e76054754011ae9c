import * as z from 'zod';
import { oneLine } from '../domain/text';
import { parseYaml } from './cfn-yaml';
import { parseJson } from './json-text';
import type { Template } from './source';
import { LEVELS_MAX, TOO_DEEP } from './template-limits';

const section = <S extends z.ZodType>(entry: S) => z.record(z.string(), entry);

const Shape = z.looseObject({
  Resources: section(z.looseObject({ Type: z.string() })).optional(),
  Parameters: section(z.looseObject({ Type: z.string() })).optional(),
  Outputs: section(z.looseObject({ Value: z.unknown() })).optional(),
});

/** Parameters that CDK wrote for each asset before its newer style of synthesis. */
const LEGACY_ASSET = /^AssetParameters[0-9a-f]{64}/;

export type ReadTemplate = { readonly template: Template } | { readonly problems: readonly string[] };

/** Reads a template from the text of its file, JSON or YAML: the template, or everything that makes it none. */
export function readTemplate(text: string): ReadTemplate {
  const plain = text.replace(/^\uFEFF/, '');
  const parsed = plain.trimStart().startsWith('{') ? parseJson(plain) : parseYaml(plain);
  if ('problems' in parsed) return parsed;
  const { value } = parsed;
  const unsafe = unsafeProblem(value);
  if (unsafe) return { problems: [unsafe] };
  const problems = [...loops(value), ...misnamed(value), ...misshapen(value)];
  if (problems.length > 0) return { problems: problems.map((problem) => oneLine(problem)) };
  // CDK writes no Resources into a stack that is empty.
  const template = { Resources: {}, ...(value as object) } as Template;
  return Object.keys(template.Parameters ?? {}).some((name) => LEGACY_ASSET.test(name))
    ? {
        problems: [
          'it names its assets by parameters (AssetParameters…), as old versions of CDK do; ' +
            'use the DefaultStackSynthesizer, the default of CDK 2, and run cdk synth again',
        ],
      }
    : { template };
}

/** The first thing that no later walk through the template could bear. */
function unsafeProblem(value: unknown, level = 0): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (level === LEVELS_MAX) return TOO_DEEP;
  if (Object.hasOwn(value, '__proto__')) return 'the key __proto__ is no name; take it out';
  for (const member of Object.values(value)) {
    const problem = unsafeProblem(member, level + 1);
    if (problem) return problem;
  }
  return undefined;
}

/** Sections whose entries have a name of the author's choice. */
const NAMED_SECTIONS = ['Resources', 'Parameters', 'Outputs'] as const;

const namesIn = (value: unknown): { readonly section: string; readonly name: string }[] =>
  NAMED_SECTIONS.flatMap((section) => {
    const entries = z.object({ [section]: z.record(z.string(), z.unknown()) }).safeParse(value).data?.[section] ?? {};
    return Object.keys(entries).map((name) => ({ section, name }));
  });

const isMadeByFunction = (name: string) => name.startsWith('Fn::');

/** A section that is itself made by a function has no resources yet. */
const loops = (value: unknown): string[] =>
  namesIn(value)
    .filter(({ name }) => isMadeByFunction(name))
    .map(
      ({ section, name }) =>
        `${section}.${name} needs a macro, which a release does not take; write its ${section.toLowerCase()} out`,
    );

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html */
const misnamed = (value: unknown): string[] =>
  namesIn(value)
    .filter(({ name }) => !isMadeByFunction(name) && !/^[A-Za-z0-9]+$/.test(name))
    .map(({ section, name }) => `${section}.${name}: expected letters and digits; rename it`);

function misshapen(value: unknown): string[] {
  const parsed = Shape.safeParse(value);
  const issues = parsed.error?.issues ?? [];
  return issues
    .filter(({ path }) => !isMadeByFunction(String(path[1])))
    .map(
      ({ path, message }) =>
        `${path.join('.') || 'the template'}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
    );
}
