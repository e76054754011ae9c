import { type FoundHere, inTemplates, type Rule } from '../rule';
import { isSecretName, isSecretValue, namedSecretsIn, secretTextsIn } from '../secrets';
import { shown } from '../texts';

export const literalSecret: Rule = {
  name: 'literal-secret',
  level: 'error',
  why:
    'A template is kept in clear for years, and read by everybody who may read the release; so is a manifest with ' +
    'the values of its parameters.',
  check: inTemplates(({ Resources, Parameters = {}, Outputs = {}, Mappings = {} }) => [
    ...Object.entries({ ...Mappings, ...Outputs, ...Resources }).flatMap(([logicalId, part]) =>
      secretsOf(part).map((because): FoundHere => ({ logicalId, because, remedy: REMEDY })),
    ),
    ...Object.entries(Parameters).flatMap(([logicalId, { NoEcho, Default }]) => [
      ...(String(NoEcho) === 'true' ? [{ logicalId, because: NO_ECHO, remedy: REMEDY }] : []),
      ...(isSecretDefault(logicalId, Default) ? [{ logicalId, because: DEFAULT, remedy: REMEDY }] : []),
    ]),
  ]),
};

const REMEDY = 'keep it in Secrets Manager, and write {{resolve:secretsmanager:…}} or hand its ARN to the service';
const NO_ECHO = 'the parameter is NoEcho, and its value would stand in the manifest of the release';
const DEFAULT = 'the default of the parameter is a secret by its name or its look';

const isSecretDefault = (name: string, value: unknown): boolean =>
  (isSecretName(name) && isSecretValue(value)) || secretTextsIn(value).length > 0;

const secretsOf = (part: unknown): string[] => [
  ...namedSecretsIn(part).map((path) => `${shown(path)} is written out`),
  ...secretTextsIn(part).map(({ what, path }) => `${shown(path)} holds ${what}`),
];
