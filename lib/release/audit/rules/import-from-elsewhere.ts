import { isJson } from '../../../domain/json';
import type { Template } from '../../source';
import { asComposed, inTemplates, type Rule, type SaidHere } from '../rule';
import { textOf } from '../texts';

export const importFromElsewhere: Rule = {
  name: 'import-from-elsewhere',
  level: 'error',
  why:
    'What a stack imports, or reads of another stack, must be there in the Region by the doing of somebody else; ' +
    'what is imported stays undeletable for them.',
  check: (audited) => inTemplates(foreignReads)({ ...audited, templates: asComposed(audited) }),
};

const REMEDY = 'make it a parameter: an output of the pilot light of the same name fills it';

const foreignReads = ({ Resources, Outputs = {}, Conditions = {} }: Template): SaidHere[] =>
  [Resources, Outputs, Conditions].flatMap((section) =>
    Object.entries(section as Readonly<Record<string, unknown>>).flatMap(([logicalId, part]) =>
      readsIn(part).map((because) => ({ logicalId, because, remedy: REMEDY })),
    ),
  );

function readsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(readsIn);
  if (!isJson(value)) return [];
  return Object.entries(value).flatMap(([name, argument]) => [
    ...(name === 'Fn::ImportValue' ? [importOf(argument)] : []),
    ...(name === 'Fn::GetStackOutput' ? [readOf(argument)] : []),
    ...readsIn(argument),
  ]);
}

const importOf = (name: unknown): string =>
  `it imports ${textOf(name) ?? 'a name that is computed'}, which no stack of the release exports`;

function readOf(argument: unknown): string {
  const { StackName, OutputName } = isJson(argument) ? argument : {};
  const [output = 'that is computed', stack = 'a stack that is computed'] = [textOf(OutputName), textOf(StackName)];
  return `it reads the output ${output} of ${stack}, which no stack of the release gives`;
}
