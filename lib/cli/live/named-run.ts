import type { Plan } from '../../domain/plan';
import { runNameOf } from '../../domain/run-name';
import type { Verb } from '../../domain/verbs';

export interface NamedRun {
  /** Execution ARN. */
  readonly run: string;
  readonly verb: Verb;
  readonly region: string;
}

/** Whose run an execution is, by the machine in its ARN; `undefined` when it is none of the plan's. */
export function namedRun(plan: Plan, run: string): NamedRun | undefined {
  const { plan: name, verb, region = '' } = runNameOf(run);
  return verb && name === plan.name && plan.regions.includes(region) ? { run, verb, region } : undefined;
}
