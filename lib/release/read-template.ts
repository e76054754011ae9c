import * as z from 'zod';
import { parseYaml } from './cfn-yaml';
import type { Template } from './source';

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
  const problems = [...loops(value), ...misshapen(value)];
  if (problems.length > 0) return { problems };
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

function parseJson(text: string): { readonly value: unknown } | { readonly problems: readonly string[] } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problems: [`it is not JSON: ${(error as Error).message.split('\n')[0]}`] };
  }
}

/** A section that is itself made by a function has no resources yet. */
function loops(value: unknown): string[] {
  const resources = z.object({ Resources: z.record(z.string(), z.unknown()) }).safeParse(value);
  return Object.keys(resources.data?.Resources ?? {})
    .filter((name) => name.startsWith('Fn::'))
    .map((name) => `Resources.${name} needs a macro, which a release does not take; write its resources out`);
}

function misshapen(value: unknown): string[] {
  const parsed = Shape.safeParse(value);
  const issues = parsed.error?.issues ?? [];
  return issues
    .filter(({ path }) => !String(path[1]).startsWith('Fn::'))
    .map(
      ({ path, message }) =>
        `${path.join('.') || 'the template'}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
    );
}
