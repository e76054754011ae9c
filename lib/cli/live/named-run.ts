import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { regionOfArn } from '../../domain/region';
import { VERBS, type Verb } from '../../domain/verbs';

export interface NamedRun {
  /** Execution ARN. */
  readonly run: string;
  readonly verb: Verb;
  readonly region: string;
}

/** Whose run an execution is, by the machine in its ARN; `undefined` when it is none of the plan's. */
export function namedRun(plan: Plan, run: string): NamedRun | undefined {
  const region = regionOfArn(run);
  if (region === undefined || !plan.regions.includes(region)) return undefined;
  const machine = run.split(':')[6];
  const verb = VERBS.find((one) => namesOf(plan, region).machine(one) === machine);
  return verb && { run, verb, region };
}
