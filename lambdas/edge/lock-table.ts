import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type LastRun, type Lock, lastOf } from '../../lib/domain/lock';
import type { Names } from '../../lib/domain/names';
import { type Attribute, attributesOf, lastAttributes, lockFrom, lockKey } from '../../lib/domain/table-items';
import type { Sends } from './clients';
import { holds, ifStill } from './conditional';

/**
 * The lock item of a plan in this Region, and the transitions of `lib/domain/lock.ts` as conditional writes.
 * Every method answers `false` when the condition did not hold, and throws when DynamoDB could not tell.
 */
export interface LockTable {
  /** The item as it is now: a strong read, because a stale one would admit two runs. */
  read(): Promise<Lock | undefined>;
  /** Writes `next` (an intent, its confirmation, a hold) if the item is still the one observed. */
  acquire(next: Lock, observed: Lock | undefined): Promise<boolean>;
  /** The write before each change: I still own this epoch. */
  guard(owner: string, epoch: number, quietAt: string): Promise<boolean>;
  /**
   * The owner gives back what it holds or intends.
   *
   * @param lastRun how the run ended @default the one before stays: the run withdrew, or was not there to move users
   */
  release(owner: string, epoch: number, lastRun?: LastRun): Promise<boolean>;
  /** Gives the lock back in the place of a dead run, if nothing was written to it since it was observed. */
  close(observed: Lock, lastRun?: LastRun): Promise<boolean>;
}

export interface LockPlace {
  readonly plan: string;
  readonly names: Pick<Names, 'table'>;
}

/** @param dynamo the client of this Region */
export function lockTable(dynamo: Sends, { plan, names }: LockPlace): LockTable {
  const item = { TableName: names.table, Key: lockKey(plan) };
  const update = (set: Attributes, when: Condition) =>
    holds(dynamo.send(new UpdateItemCommand({ ...item, ...updateOf(set, when) })));
  return {
    async read() {
      const { Item } = await dynamo.send(new GetItemCommand({ ...item, ConsistentRead: true }));
      return Item && lockFrom(Item);
    },
    acquire: (next, observed) =>
      holds(
        dynamo.send(
          new PutItemCommand({
            TableName: names.table,
            Item: { ...item.Key, ...attributesOf(next) },
            ...ifStill(observed),
          }),
        ),
      ),
    guard: (owner, epoch, quietAt) => update({ quietAt: { S: quietAt } }, { owner, epoch, state: '= :held' }),
    release: (owner, epoch, lastRun) => update(freed(lastRun), { owner, epoch, state: '<> :free' }),
    close: ({ owner, epoch, version }, lastRun) => update(freed(lastRun), { owner, epoch, state: '<> :free', version }),
  };
}

type Attributes = Readonly<Record<string, Attribute>>;

/** What an update is conditional on: all of them. */
interface Condition {
  readonly owner: string;
  readonly epoch: number;
  readonly state: '= :held' | '<> :free';
  readonly version?: number;
}

const freed = (lastRun: LastRun | undefined): Attributes => ({
  state: { S: 'free' },
  ...(lastRun && lastAttributes(lastOf(lastRun))),
});

/** An update that also bumps `version`. Every attribute goes by a placeholder: some are words of DynamoDB. */
function updateOf(set: Attributes, { owner, epoch, state, version }: Condition) {
  const values = Object.entries(set);
  const observed = version === undefined ? '' : ' AND #version = :version';
  return {
    UpdateExpression: `SET ${values.map(([name]) => `#${name} = :new_${name}`).join(', ')} ADD #version :one`,
    ConditionExpression: `#owner = :owner AND #epoch = :epoch AND #state ${state}${observed}`,
    ExpressionAttributeNames: Object.fromEntries(
      ['owner', 'epoch', 'state', 'version', ...Object.keys(set)].map((name) => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: {
      ...Object.fromEntries(values.map(([name, value]) => [`:new_${name}`, value])),
      ':one': { N: '1' },
      ':owner': { S: owner },
      ':epoch': { N: String(epoch) },
      ...(state === '= :held' ? { ':held': { S: 'held' } } : { ':free': { S: 'free' } }),
      ...(version !== undefined && { ':version': { N: String(version) } }),
    },
  };
}
