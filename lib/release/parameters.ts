import type { Plan } from '../domain/plan';
import type { Lane, ParameterValue } from '../domain/release';
import { listed } from '../domain/text';
import { namedSecretLevel, secretsIn } from './audit/secrets';
import type { ComposedStack } from './release';
import type { TemplateParameter } from './source';

/** Where a release is deployed, and what fills its parameters there. */
export interface ParameterPlace {
  readonly plan: Plan;
  readonly region: string;
  readonly lane: Lane;
  /** The release's id. */
  readonly release: string;
  /** Outputs of the pilot-light stack in this Region, name → value. */
  readonly pilotLight: Readonly<Record<string, string>>;
}

export interface StackParameters {
  readonly values: Record<string, ParameterValue>;
  /** Each tells of one parameter. */
  readonly problems: { readonly parameter: string; readonly because: string }[];
}

/** The parameter that every template may have: it is given the release's id. */
export const RELEASE_PARAMETER = 'Release';
/** Begins the output of a pilot light that fills a parameter in the drill lane alone. */
const DRILL_OUTPUT_PREFIX = 'Drill';

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const VALUE_BYTES_MAX = 4096;

/** Values of a stack's parameters in one Region and lane, or every reason why one has none. */
export function parametersOf(stack: ComposedStack, place: ParameterPlace): StackParameters {
  const parameters: StackParameters = { values: {}, problems: [] };
  for (const [name, parameter] of Object.entries(stack.template.Parameters ?? {})) {
    const value = filledBy(name, stack, place);
    const because = value === undefined ? missing(name, parameter, place) : valueProblem({ name, value }, parameter);
    if (because) parameters.problems.push({ parameter: name, because });
    else if (value !== undefined) parameters.values[name] = value;
  }
  return parameters;
}

function filledBy(name: string, { given }: ComposedStack, place: ParameterPlace): ParameterValue | undefined {
  if (name === RELEASE_PARAMETER) return place.release;
  const planned = own(place.plan.release.parameters, name);
  if (planned !== undefined) return planned.replaceAll('{region}', place.region).replaceAll('{lane}', place.lane);
  const drill = place.lane === 'drill' ? own(place.pilotLight, `${DRILL_OUTPUT_PREFIX}${name}`) : undefined;
  return own(given, name) ?? drill ?? own(place.pilotLight, name);
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** A parameter without a value is left to its default; without one, CloudFormation would refuse the stack. */
function missing(name: string, { Default }: TemplateParameter, { plan }: ParameterPlace): string | undefined {
  if (Default !== undefined) return undefined;
  const { pilotLight } = plan.release;
  return (
    'nothing gives it a value; ' +
    (pilotLight
      ? `add an output ${name} to the stack ${pilotLight}`
      : 'name the stack that does in release.pilotLight') +
    `, or put release.parameters.${name} into the plan, or give it a Default`
  );
}

/** What CloudFormation would refuse at the time of a takeover; the value of an output is known only then. */
function valueProblem(
  { name, value }: { readonly name: string; readonly value: ParameterValue },
  { Type, AllowedValues }: TemplateParameter,
): string | undefined {
  if (typeof value !== 'string') return undefined;
  const bytes = Buffer.byteLength(value);
  if (bytes > VALUE_BYTES_MAX) return `its value has ${bytes} bytes; allowed are ${VALUE_BYTES_MAX}`;
  if (Type === 'Number' && (value.trim() === '' || Number.isNaN(Number(value)))) {
    return `expected a number, got ${shown(name, value)}`;
  }
  const allowed = Array.isArray(AllowedValues) ? AllowedValues.map(String) : [value];
  return allowed.includes(value)
    ? undefined
    : `got ${shown(name, value)}; its AllowedValues are ${listed(allowed, 'or')}`;
}

/** Problems are printed, and kept in the logs of pipelines. */
const shown = (name: string, value: string): string =>
  namedSecretLevel(name, value) || secretsIn(value).length > 0 ? 'what may be a secret' : JSON.stringify(value);
