import type { Plan } from '../../domain/plan';
import { readRequest } from '../../domain/request';
import type { Verb } from '../../domain/verbs';
import { reasonOf } from '../plan-in-use';
import { UsageError } from '../usage';

/** Plans of fewer Regions have no majority that a failover could be without. */
const MAJORITY_REGIONS_MIN = 3;

export interface Written {
  readonly because: string | undefined;
  readonly withoutMajority: string | undefined;
}

/** The input of a machine, as a person starts it. @throws UsageError for what the machine would refuse */
export function requestFor(verb: Verb, plan: Plan, { because, withoutMajority }: Written): object {
  const reason = reasonOf(because);
  if (withoutMajority === undefined) return checked({ reason });
  if (verb !== 'failover') throw new UsageError(`--without-majority is for a failover; ${verb} asks for no majority`);
  if (plan.regions.length < MAJORITY_REGIONS_MIN) {
    throw new UsageError(
      `--without-majority is for plans of ${MAJORITY_REGIONS_MIN} Regions and more; ${plan.name} has ` +
        `${plan.regions.length}, and none of them is asked for a majority: leave it out`,
    );
  }
  return checked({ reason, withoutMajority });
}

/** The machine's own rules decide. */
function checked(request: object): object {
  const read = readRequest(request);
  if ('problems' in read) throw new UsageError(read.problems.join('; '));
  return request;
}
