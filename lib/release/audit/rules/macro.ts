import { type FoundHere, inTemplates, type Rule } from '../rule';
import { isJson, textsIn } from '../texts';

export const macro: Rule = {
  name: 'macro',
  level: 'error',
  why:
    'A macro rewrites the template while the stack is created, so that what is deployed is not what was released; ' +
    'its Lambda function may be in the Region that is lost.',
  check: inTemplates((template) => [
    ...transformsOf(template.Transform).map(
      (name): FoundHere => ({ because: `the template has the transform ${name}`, remedy: REMEDY }),
    ),
    ...Object.entries(template.Resources)
      .filter(([, { Type }]) => ofMacros(Type))
      .map(([logicalId, { Type }]) => ({ logicalId, because: `${Type} is expanded by a macro`, remedy: REMEDY })),
    ...Object.entries(template.Resources)
      .filter(([, resource]) => hasTransform(resource))
      .map(([logicalId]) => ({ logicalId, because: 'it holds an Fn::Transform or an Fn::ForEach', remedy: REMEDY })),
    ...(['Outputs', 'Mappings', 'Conditions'] as const)
      .filter((section) => hasTransform(template[section]))
      .map((section) => ({ because: `its ${section} hold an Fn::Transform or an Fn::ForEach`, remedy: REMEDY })),
  ]),
};

const REMEDY = 'expand it before it is released: release what sam package and cdk synth write without transforms';

function transformsOf(transform: unknown): string[] {
  if (transform === undefined) return [];
  const all = Array.isArray(transform) ? transform : [transform];
  return all.map((one) => (isJson(one) ? String(one.Name) : String(one)));
}

const ofMacros = (type: unknown): boolean =>
  typeof type === 'string' &&
  (/^AWS::Serverless::|::MODULE$/.test(type) ||
    ['AWS::CloudFormation::Macro', 'AWS::CloudFormation::ModuleDefaultVersion'].includes(type));

const hasTransform = (value: unknown): boolean =>
  textsIn(value).some(({ text, isKey }) => isKey && (text === 'Fn::Transform' || text.startsWith('Fn::ForEach')));
