import type { Plan } from '../../../domain/plan';
import type { Finding } from '../../finding';
import { inTemplates, type Rule, type Said, type SaidHere, WHOLE_RELEASE } from '../rule';
import { namedSecretLevel, namedSecretsIn, secretTextsIn } from '../secrets';
import { shown } from '../texts';

export const literalSecret: Rule = {
  name: 'literal-secret',
  level: 'error',
  warnsWhen: 'only a name such as DB_SECRET speaks for it, and the value looks like a name too',
  why:
    'A template is kept in clear for years, and read by everybody who may read the release; so is a manifest with ' +
    'the values of its parameters.',
  check: (audited) => [...inTemplates(secretsInTemplate)(audited), ...secretsInPlan(audited.plan)],
};

const REMEDY = 'keep it in Secrets Manager, and write {{resolve:secretsmanager:…}} or hand its ARN to the service';
const NO_ECHO = 'the parameter is NoEcho, and its value would stand in the manifest of the release';
const DEFAULT = 'the default of the parameter is a secret by its name or its look';
const PLANNED = 'its value in release.parameters is a secret by its name or its look';

const secretsInTemplate: Parameters<typeof inTemplates>[0] = (template) => {
  const { Resources, Parameters = {}, Outputs = {}, Mappings = {} } = template;
  return [
    ...Object.entries({ ...Mappings, ...Outputs, ...Resources }).flatMap(([logicalId, part]) =>
      secretsOf(part).map((found): SaidHere => ({ logicalId, remedy: REMEDY, ...found })),
    ),
    ...Object.entries(Parameters).flatMap(([logicalId, { NoEcho, Default }]) => [
      ...(String(NoEcho) === 'true' ? [{ logicalId, because: NO_ECHO, remedy: REMEDY }] : []),
      ...valueSecret(logicalId, Default).map((level) => ({ logicalId, because: DEFAULT, remedy: REMEDY, level })),
    ]),
  ];
};

const secretsInPlan = ({ release }: Plan): Said[] =>
  Object.entries(release.parameters).flatMap(([logicalId, value]) =>
    valueSecret(logicalId, value).map((level) => ({
      stack: WHOLE_RELEASE,
      logicalId,
      because: PLANNED,
      remedy: REMEDY,
      level,
    })),
  );

/** How bad a parameter's value is; none: it is no secret. */
function valueSecret(name: string, value: unknown): Finding['level'][] {
  if (secretTextsIn(value).length > 0) return ['error'];
  const level = namedSecretLevel(name, value);
  return level === undefined ? [] : [level];
}

const secretsOf = (part: unknown): Pick<SaidHere, 'because' | 'level'>[] => [
  ...namedSecretsIn(part).map(({ path, level }) => ({ because: `${shown(path)} is written out`, level })),
  ...secretTextsIn(part).map(({ what, path }) => ({
    because: `${shown(path)} holds ${what}`,
    level: 'error' as const,
  })),
];
