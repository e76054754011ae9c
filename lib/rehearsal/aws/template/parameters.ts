import type { Template, TemplateParameter } from './shape';

export type ParameterValue = string | readonly string[];

/** Parameter that CDK adds to every template it deploys by default; read by a rule only. */
const BOOTSTRAP_VERSION = 'BootstrapVersion';

/**
 * The values of a stack's parameters: what the caller gave, else the default.
 *
 * @throws one message with every parameter that is missing, unknown, of a type that is not rehearsed or not allowed
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export function parameterValues(
  template: Template,
  given: Readonly<Record<string, string>>,
): Record<string, ParameterValue> {
  const problems = [
    ...unknownParameters(template, given),
    ...Object.entries(template.Parameters).flatMap(([name, parameter]) => problemsOf(name, parameter, given[name])),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const values = Object.entries(template.Parameters).map(([name, parameter]) => [
    name,
    parameterValue(parameter, given[name] ?? String(parameter.Default)),
  ]);
  return Object.fromEntries(values);
}

/** Parameters as a description of the stack may show them. */
export function shownParameters(template: Template, values: Readonly<Record<string, ParameterValue>>) {
  return Object.entries(values).map(([name, value]) => ({
    ParameterKey: name,
    ParameterValue: template.Parameters[name]?.NoEcho === true ? '****' : String(value),
  }));
}

const isList = (type: string) => type === 'CommaDelimitedList' || type.startsWith('List<');

function parameterValue(parameter: TemplateParameter, text: string): ParameterValue {
  if (!isList(parameter.Type)) return text;
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}

function unknownParameters(template: Template, given: Readonly<Record<string, string>>): string[] {
  const unknown = Object.keys(given).filter((name) => template.Parameters[name] === undefined);
  return unknown.length > 0 ? [`Parameters: [${unknown.join(', ')}] do not exist in the template`] : [];
}

function problemsOf(name: string, parameter: TemplateParameter, given: string | undefined): string[] {
  // An SSM type would be read from Parameter Store; only CDK's own is known to be unused.
  if (parameter.Type.startsWith('AWS::SSM::') && name !== BOOTSTRAP_VERSION) {
    return [`parameter ${name}: type ${parameter.Type} is not rehearsed: pass the value itself`];
  }
  const value = given ?? parameter.Default;
  if (value === undefined) return [`Parameters: [${name}] must have values`];
  const allowed = parameter.AllowedValues?.map(String);
  if (allowed && !allowed.includes(String(value))) {
    return [`parameter ${name}: got ${JSON.stringify(value)}, allowed is ${allowed.join(', ')}`];
  }
  return parameter.Type === 'Number' && Number.isNaN(Number(value))
    ? [`parameter ${name}: got ${JSON.stringify(value)}, which is not a number`]
    : [];
}
