import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Lock } from '../../lib/domain/lock';
import type { Names } from '../../lib/domain/names';
import { attributesOf, lockFrom, lockKey } from '../../lib/domain/table-items';
import type { Sends } from './clients';

/**
 * The lock item of a plan in this Region, and the transitions of `lib/domain/lock.ts` as conditional writes.
 * Every method answers `false` when the condition did not hold, and throws when DynamoDB could not tell.
 */
export interface LockTable {
  /** The item as it is now: a strong read, because a stale one would admit two runs. */
  read(): Promise<Lock | undefined>;
  /** Writes `next` if the item is still the one observed. */
  acquire(next: Lock, observed: Lock | undefined): Promise<boolean>;
  /** The write before each change: I still own this epoch. */
  guard(owner: string, epoch: number, quietAt: string): Promise<boolean>;
  release(owner: string, epoch: number): Promise<boolean>;
}

export interface LockPlace {
  readonly plan: string;
  readonly names: Pick<Names, 'table'>;
}

/** @param dynamo the client of this Region */
export function lockTable(dynamo: Sends, { plan, names }: LockPlace): LockTable {
  const item = { TableName: names.table, Key: lockKey(plan) };
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
            ...(observed
              ? {
                  ConditionExpression: '#version = :observed',
                  ExpressionAttributeNames: { '#version': 'version' },
                  ExpressionAttributeValues: { ':observed': { N: String(observed.version) } },
                }
              : { ConditionExpression: 'attribute_not_exists(pk)' }),
          }),
        ),
      ),
    guard: (owner, epoch, quietAt) =>
      holds(dynamo.send(new UpdateItemCommand({ ...item, ...asOwner(owner, epoch, { quietAt }) }))),
    release: (owner, epoch) => holds(dynamo.send(new UpdateItemCommand(releaseInput({ plan, names }, owner, epoch)))),
  };
}

/** What UpdateItem takes to give the lock back; also what a person sends in the place of a run that died. */
export const releaseInput = ({ plan, names }: LockPlace, owner: string, epoch: number) => ({
  TableName: names.table,
  Key: lockKey(plan),
  ...asOwner(owner, epoch, { state: 'free' }),
});

/** An update of one attribute that also bumps `version`, only while `owner` holds the lock under `epoch`. */
function asOwner(owner: string, epoch: number, change: { quietAt: string } | { state: 'free' }) {
  const [[attribute, value] = ['', '']] = Object.entries(change);
  return {
    UpdateExpression: 'SET #attribute = :value ADD #version :one',
    ConditionExpression: '#owner = :owner AND #epoch = :epoch AND #state = :held',
    ExpressionAttributeNames: {
      '#attribute': attribute,
      '#version': 'version',
      '#owner': 'owner',
      '#epoch': 'epoch',
      '#state': 'state',
    },
    ExpressionAttributeValues: {
      ':value': { S: value },
      ':one': { N: '1' },
      ':owner': { S: owner },
      ':epoch': { N: String(epoch) },
      ':held': { S: 'held' },
    },
  };
}

/** Whether a conditional write took place. */
export async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
