import type { Rule } from '../rule';
import { isJson, textOf } from '../texts';

export const importFromElsewhere: Rule = {
  name: 'import-from-elsewhere',
  level: 'error',
  why: 'What a stack imports must be exported in the Region by somebody else, and stays undeletable for them.',
  check: ({ release }) =>
    release.stacks.flatMap(({ name: stack, template }) =>
      [...Object.entries(template.Resources), ...Object.entries(template.Outputs ?? {})].flatMap(([logicalId, part]) =>
        importsIn(part).map((name) => {
          const because = `it imports ${name}, which no stack of the release exports`;
          return { stack, logicalId, because, remedy: REMEDY };
        }),
      ),
    ),
};

const REMEDY = 'make it a parameter: an output of the pilot light of the same name fills it';

function importsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(importsIn);
  if (!isJson(value)) return [];
  const name = value['Fn::ImportValue'];
  const own = name === undefined ? [] : [textOf(name) ?? 'a name that is computed'];
  return [...own, ...Object.values(value).flatMap(importsIn)];
}
