import { namesOf } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import { claimTable } from './claim-table';
import type { Sends } from './clients';
import { lockTable } from './lock-table';

export interface Holders {
  readonly plan: Plan;
  /** DynamoDB of each Region of the plan. */
  readonly dynamoOf: (region: string) => Sends;
}

/**
 * The highest epoch that a lock or a claim of the plan holds: what a text, such as a parameter's description, says
 * beyond it was never taken by any run. An item that cannot be read holds nothing; 0 where none can.
 */
export async function highestEpochHeld({ plan, dynamoOf }: Holders): Promise<number> {
  const items = plan.regions.flatMap((region) => {
    const place = { plan: plan.name, names: namesOf(plan, region) };
    const dynamo = dynamoOf(region);
    return [lockTable(dynamo, place).read(), claimTable(dynamo, place).read()];
  });
  const read = await Promise.allSettled(items);
  const epochs = read.map((item) => (item.status === 'fulfilled' ? (item.value?.epoch ?? 0) : 0));
  return Math.max(0, ...epochs.filter(Number.isSafeInteger));
}
