import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Names } from '../../lib/domain/names';
import { claimKey, type Item } from '../../lib/domain/table-items';
import type { Sends } from './clients';
import { holds } from './conditional';
import { understoodAs } from './malformed';

/** The latched statement "this Region serves": written by shift-traffic, read aloud by serve-signal. */
export interface Claim {
  readonly epoch: number;
  /** Execution ARN of the run that claimed. */
  readonly runId: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** The claim item of a plan in this Region. It only grows: no method lowers or removes a claim. */
export interface ClaimTable {
  /**
   * A strong read: a claim that was written is seen by the very next health check.
   *
   * @throws also when the item holds no epoch: nobody may take that for "nothing was claimed"
   */
  read(): Promise<Claim | undefined>;
  /** Writes the claim unless this Region already claims the same epoch or a higher one; `false` when it does. */
  claim(next: Claim): Promise<boolean>;
}

export interface ClaimPlace {
  readonly plan: string;
  readonly names: Pick<Names, 'table'>;
}

/** @param dynamo the client of this Region */
export function claimTable(dynamo: Sends, { plan, names }: ClaimPlace): ClaimTable {
  const key = claimKey(plan);
  return {
    async read() {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: names.table, Key: key, ConsistentRead: true }),
      );
      return Item && understoodAs('a claim', () => claimFrom(Item));
    },
    claim: ({ epoch, runId, at }) =>
      holds(
        dynamo.send(
          new PutItemCommand({
            TableName: names.table,
            Item: { ...key, epoch: { N: String(epoch) }, runId: { S: runId }, at: { S: at } },
            ConditionExpression: 'attribute_not_exists(pk) OR #epoch < :epoch',
            ExpressionAttributeNames: { '#epoch': 'epoch' },
            ExpressionAttributeValues: { ':epoch': { N: String(epoch) } },
          }),
        ),
      ),
  };
}

function claimFrom(item: Item): Claim {
  const epoch = Number(item.epoch?.N);
  if (!Number.isSafeInteger(epoch)) throw new Error(`the claim holds no epoch, got ${item.epoch?.N}`);
  return { epoch, runId: item.runId?.S ?? '', at: item.at?.S ?? '' };
}
