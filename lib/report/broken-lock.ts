import { type Lock, regionOfRun } from '../domain/lock';
import { oneLine } from '../domain/text';
import { standingOfVerb } from '../domain/verbs';

/** An execution's ARN, and nothing that a shell would take for more. */
const EXECUTION_ARN = /^arn:[a-z-]+:states:[a-z0-9-]+:\d{12}:execution:[\w.-]+:[\w.-]+$/;

/**
 * How to stop the run that has a lock. What the lock item names as its owner is data: it is no part of a command unless
 * it is the ARN of an execution.
 *
 * @param region of the lock
 */
export const stopping = (owner: string, region: string): string =>
  EXECUTION_ARN.test(owner)
    ? `aws stepfunctions stop-execution --region ${homeOf(owner, region)} --execution-arn ${owner}`
    : 'the item names no execution, so look for the one that is open: npx understudy watch';

/**
 * What a run whose lock was broken may still do. A planned run is stopped by its own Region's lock alone, and holds one
 * in every other.
 *
 * @param region of the lock
 */
export function goingOn({ owner, verb }: Pick<Lock, 'owner' | 'verb'>, region: string): string {
  const home = homeOf(owner, region);
  const stops =
    home === region
      ? 'its execution may still be running and stops before its next change'
      : `its execution may still be running in ${home}, and goes on until the lock there is broken too`;
  const elsewhere =
    standingOfVerb(verb).takes === 'every' ? `; as a ${verb} it holds a lock in every other Region too` : '';
  return `${stops}${elsewhere}; stop it now: ${stopping(owner, region)}`;
}

const homeOf = (owner: string, region: string): string => oneLine(regionOfRun(owner) ?? region, 40);
