import type { Lock } from '../domain/lock';
import { namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import type { DynamoDb } from './aws/dynamodb';

/** The plan's lock in a Region as it stands in the table; `undefined` when there has never been a run. */
export async function readLock(dynamodb: DynamoDb, plan: Plan, region: string): Promise<Lock | undefined> {
  const items = await dynamodb.scan(region, namesOf(plan, region).table);
  const item = items.find(({ pk }) => pk?.S === `lock#${plan.name}`);
  if (!item) return undefined;
  return {
    owner: item.owner?.S ?? '',
    state: item.state?.S === 'free' ? 'free' : 'held',
    epoch: Number(item.epoch?.N),
    version: Number(item.version?.N),
    since: item.since?.S ?? '',
    quietAt: item.quietAt?.S ?? '',
  };
}
