import { namesOf } from '../../../lib/domain/names';
import { type Item, lockFrom, lockKey } from '../../../lib/domain/table-items';
import { worldIn } from '../open-world';
import type { Simulation } from '../simulation';

const MINUTES_MAX = 30;

/** Invokes a function of a Region and lets time pass until it has answered. */
export async function invoked(
  { plan, world }: Simulation,
  { region, slug }: { readonly region: string; readonly slug: string },
  event: unknown,
): Promise<unknown> {
  const name = namesOf(plan, region).lambda(slug);
  const arn = `arn:aws:lambda:${region}:${plan.account}:function:${name}`;
  const { payload } = await world.clock.settled(world.services.lambdas.invoke(arn, event), MINUTES_MAX * 60_000);
  return payload;
}

/** The lock of a Region, as its item says. */
export function lockIn({ plan, world }: Simulation, region: string) {
  const call = { principal: worldIn(region), region, operation: 'GetItem', requestId: 'story' };
  const input = { TableName: namesOf(plan, region).table, Key: lockKey(plan.name), ConsistentRead: true };
  const read = world.services.dynamodb.service.operations.GetItem?.(input, call) as { Item?: Item } | undefined;
  return read?.Item && lockFrom(read.Item);
}

/** Sets an alarm by hand. */
export function setAlarm({ world }: Simulation, region: string, AlarmName: string): void {
  const call = { principal: worldIn(region), region, operation: 'SetAlarmState', requestId: 'story' };
  const input = { AlarmName, StateValue: 'ALARM', StateReason: 'set by hand' };
  void world.services.cloudwatch.service.operations.SetAlarmState?.(input, call);
}
