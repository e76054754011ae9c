import type { Plan } from '../../domain/plan';
import type { ParameterValue } from '../../domain/release';
import type { Release } from '../release';
import { accountsIn, isOfRegion, regionsIn } from './places';
import { WHOLE_RELEASE } from './rule';
import { namedSecretLevel, secretsIn } from './secrets';

/** Begins the ids of what is said of values; the parameter follows, as a resource does elsewhere. */
const VALUE_RULES = ['other-region', 'literal-secret'] as const;
type ValueRule = (typeof VALUE_RULES)[number];

/** What is wrong with a parameter's value; a value that may be a secret is no part of it. */
export interface ValueProblem {
  readonly parameter: string;
  /** What the plan's `release.accept` lets it through by. */
  readonly finding: string;
  readonly because: string;
}

interface Place {
  readonly plan: Plan;
  readonly region: string;
}

/**
 * What stops the values of one stack, as one Region and lane would be given them: another Region's places, a foreign
 * account, a secret. The Region's own places are no problem, nor is what the plan accepts. Pure.
 */
export function valueProblems(values: Readonly<Record<string, ParameterValue>>, place: Place): ValueProblem[] {
  const accepted = new Set(place.plan.release.accept.map(({ finding }) => finding));
  return Object.entries(values)
    .flatMap(([parameter, value]) => (typeof value === 'string' ? judged({ parameter, value }, place) : []))
    .filter(({ finding }) => !accepted.has(finding));
}

function judged({ parameter, value }: { parameter: string; value: string }, place: Place): ValueProblem[] {
  const problem = (rule: ValueRule, because: string) => ({
    parameter,
    finding: valueFinding(rule, parameter),
    because,
  });
  return [
    ...foreignIn(value, place).map((because) => problem('other-region', because)),
    ...(isSecretFor(parameter, value) ? [problem('literal-secret', SECRET)] : []),
  ];
}

const valueFinding = (rule: ValueRule, parameter: string): string => `${rule}:${WHOLE_RELEASE}/${parameter}`;

/** What may be accepted of values that are known only when a Region is asked; those of the plan are audited. */
export const laterFindings = ({ stacks }: Release, plan: Plan): string[] =>
  stacks
    .flatMap(({ template }) => Object.keys(template.Parameters ?? {}))
    .filter((name) => !Object.hasOwn(plan.release.parameters, name))
    .flatMap((name) => VALUE_RULES.map((rule) => valueFinding(rule, name)));

const SECRET =
  'its value is a secret by its name or its look, and would stand in the manifest in clear; hand in the ARN of one';

/** Physical ids are what a pilot light is asked for; those in the plan itself the audit has judged. */
function foreignIn(value: string, { plan, region }: Place): string[] {
  const others = regionsIn(value).filter((found) => !isOfRegion(found, region));
  const foreign = accountsIn(value, region).filter(
    ({ account, isEverywhere }) => account !== plan.account && !isEverywhere,
  );
  return [
    ...new Set([
      ...others.map((found) => `its value names ${found}, and this is ${region}`),
      ...foreign.map(({ account }) => `its value names account ${account}; the plan's is ${plan.account}`),
    ]),
  ];
}

const isSecretFor = (name: string, value: string): boolean =>
  namedSecretLevel(name, value) === 'error' || secretsIn(value).length > 0;
