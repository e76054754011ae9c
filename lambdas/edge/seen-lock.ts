import type { Lock } from '../../lib/domain/lock';
import type { Place } from '../../lib/domain/step';
import type { Sends } from './clients';
import { lockTable } from './lock-table';
import type { Log } from './log';
import { reading } from './reading';
import { sayUnread } from './say-unread';

/**
 * The lock of this Region for a chore that makes way for who has it.
 *
 * @param say hears why AWS did not say: that keeps no chore from its work
 * @returns `undefined` also where no run ever had it
 */
export async function seenLock(
  dynamo: Sends,
  { plan, names }: Pick<Place, 'plan' | 'names'>,
  say: Log,
): Promise<Lock | undefined> {
  const lock = lockTable(dynamo, { plan: plan.name, names }).read();
  const read = sayUnread(say, await reading('dynamodb:GetItem of the lock', lock));
  return read.outcome === 'read' ? read.value : undefined;
}
