import type { Plan } from '../domain/plan';
import { regionOfArn } from '../domain/region';
import { listed } from '../domain/text';
import { UsageError } from './usage';

/** The run ARN's seventh part is `<machine>:<execution>`. */
const EXECUTION = /^arn:aws[\w-]*:states:[a-z0-9-]+:\d{12}:execution:[\w-]+:[\w.-]+$/;

/** Whether a word names a run. */
export const isRun = (word: string): boolean => EXECUTION.test(word);

/** The Region of a run of the plan. @param command that was given the word @throws UsageError */
export function regionOfRun(plan: Plan, run: string, command: string): string {
  if (!isRun(run)) throw new UsageError(`${command} takes the ARN of the run, got ${JSON.stringify(run)}`);
  const region = regionOfArn(run) ?? '';
  if (plan.regions.includes(region)) return region;
  throw new UsageError(`the run is in ${region}; plan ${plan.name} has ${listed(plan.regions)}`);
}
