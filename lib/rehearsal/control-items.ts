import type { Lock } from '../domain/lock';
import { namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import { claimKey, lockFrom, lockKey } from '../domain/table-items';
import type { DynamoDb } from './aws/dynamodb';

/** The plan's lock in a Region as it stands in the table; `undefined` when there has never been a run. */
export async function readLock(dynamodb: DynamoDb, plan: Plan, region: string): Promise<Lock | undefined> {
  const item = await dynamodb.get({ region, table: namesOf(plan, region).table, key: lockKey(plan.name) });
  return item && lockFrom(item);
}

/** The epoch under which a Region claims to serve; 0 when it has never claimed. */
export async function readClaimedEpoch(dynamodb: DynamoDb, plan: Plan, region: string): Promise<number> {
  const item = await dynamodb.get({ region, table: namesOf(plan, region).table, key: claimKey(plan.name) });
  return Number(item?.epoch?.N ?? 0);
}
