import type { Plan } from '../../domain/plan';
import { LANES, type Lane, type ParameterValue, type ReleaseStack } from '../../domain/release';
import { valueProblems } from '../audit';
import { parametersOf } from '../parameters';
import type { Release } from '../release';
import type { SeenRegion } from './look';
import type { ValueProblem } from './told-once';

/** Parameters of every stack of a release in one Region. */
export interface RegionValues {
  /** Stack → its values in both lanes. */
  readonly values: ReadonlyMap<string, ReleaseStack['parameters']>;
  readonly problems: readonly ValueProblem[];
  readonly warnings: readonly string[];
}

/**
 * Resolves the parameters of every stack and lane, with every reason why one has no value, or one that a takeover must
 * not use. Pure.
 */
export function valuesIn(seen: SeenRegion, { plan, release }: { plan: Plan; release: Release }): RegionValues {
  const problems: ValueProblem[] = [];
  const warnings: string[] = [];
  const values = new Map<string, ReleaseStack['parameters']>();
  const { region, pilotLight } = seen;
  for (const stack of release.stacks) {
    const resolved = (lane: Lane) => {
      const found = parametersOf(stack, { plan, region, lane, release: release.id, pilotLight });
      const judged = valueProblems(found.values, { plan, region });
      const refused = judged.map(({ parameter, because, finding }) => ({
        parameter,
        because: `${because}; change what gives it this value, or put it into release.accept as ${finding}`,
      }));
      problems.push(...[...found.problems, ...refused].map((one) => ({ ...one, stack: stack.name, lane, region })));
      return found.values;
    };
    const [live, drill] = LANES.map(resolved);
    const parameters = { live: live ?? {}, drill: drill ?? {} };
    values.set(stack.name, parameters);
    warnings.push(...sharedTargets(parameters).map((name) => sharedWarning(stack.name, name)));
  }
  return { values, problems, warnings: warnings.map((warning) => `${region}: ${warning}`) };
}

/** Where a load balancer sends users to, by its ARN. */
const TARGET = /^arn:[\w-]+:elasticloadbalancing:.*:(targetgroup|listener|listener-rule)\//;

/** Parameters by which a drill would stand where users are served. */
const sharedTargets = ({ live, drill }: ReleaseStack['parameters']): string[] =>
  Object.entries(drill)
    .filter(([name, value]) => isTarget(value) && live[name] === value)
    .map(([name]) => name);

const isTarget = (value: ParameterValue) => typeof value === 'string' && TARGET.test(value);

const sharedWarning = (stack: string, parameter: string) =>
  `${stack}: a drill would use the same target group or listener as the one that serves users, by parameter ` +
  `${parameter}; give the pilot light an output Drill${parameter}`;
