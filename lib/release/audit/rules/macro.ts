import { isJson } from '../../../domain/json';
import type { Template } from '../../source';
import { inTemplates, type Rule, type SaidHere } from '../rule';

export const macro: Rule = {
  name: 'macro',
  level: 'error',
  why:
    'A macro rewrites the template while the stack is created, so that what is deployed is not what was released; ' +
    'its Lambda function may be in the Region that is lost.',
  check: inTemplates((template) => [
    ...transformsOf(template.Transform).map(
      (name): SaidHere => ({ because: `the template has the transform ${name}`, remedy: REMEDY }),
    ),
    ...Object.entries(template.Resources).flatMap(([logicalId, resource]) =>
      saidOfResource(logicalId, resource).map((because) => ({ logicalId, because, remedy: REMEDY })),
    ),
    ...saidOfSections(template).map((because) => ({ because, remedy: REMEDY })),
  ]),
};

const REMEDY = 'expand it before it is released: release what sam package and cdk synth write without transforms';

function transformsOf(transform: unknown): string[] {
  if (transform === undefined) return [];
  const all = Array.isArray(transform) ? transform : [transform];
  return all.map((one) => (isJson(one) ? String(one.Name) : String(one)));
}

const saidOfResource = (logicalId: string, resource: Template['Resources'][string]): string[] => [
  ...(ofMacros(resource.Type) ? [`${resource.Type} is expanded by a macro`] : []),
  ...(isMacro(logicalId) || hasMacro(resource) ? ['it holds an Fn::Transform or an Fn::ForEach'] : []),
];

const saidOfSections = ({ Resources: _, Transform: __, ...sections }: Template): string[] =>
  Object.entries(sections).flatMap(([name, section]) => {
    if (isMacro(name)) return [`it holds an ${name} at its root`];
    return hasMacro(section) ? [`its ${name} hold an Fn::Transform or an Fn::ForEach`] : [];
  });

const ofMacros = (type: unknown): boolean =>
  typeof type === 'string' &&
  (/^AWS::Serverless::|::MODULE$/.test(type) ||
    ['AWS::CloudFormation::Macro', 'AWS::CloudFormation::ModuleDefaultVersion'].includes(type));

const isMacro = (name: string): boolean => /^Fn::(Transform$|ForEach(::|$))/.test(name);

/** Whether a macro stands anywhere in a value, within the parts of a text too. */
const hasMacro = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(hasMacro)
    : isJson(value) && Object.entries(value).some(([name, member]) => isMacro(name) || hasMacro(member));
