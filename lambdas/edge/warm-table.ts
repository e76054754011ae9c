import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Names } from '../../lib/domain/names';
import { type Item, warmKey } from '../../lib/domain/table-items';
import type { Warm } from '../../lib/domain/warm';
import type { Sends } from './clients';
import { holds, ifStill } from './conditional';
import { understoodAs } from './malformed';

/** How long this Region is kept warm, and was. */
export interface WarmTable {
  /**
   * A strong read.
   *
   * @returns `undefined` where nobody ever prewarmed this Region
   * @throws also when the item cannot be understood: what it keeps must not be taken for nothing
   */
  read(): Promise<Warm | undefined>;
  /** Writes `next` if the item is still the one observed; `false` when somebody else has written it meanwhile. */
  write(next: Warm, observed: Pick<Warm, 'version'> | undefined): Promise<boolean>;
}

export interface WarmPlace {
  readonly plan: string;
  readonly names: Pick<Names, 'table'>;
}

/** @param dynamo the client of this Region */
export function warmTable(dynamo: Sends, { plan, names }: WarmPlace): WarmTable {
  const key = warmKey(plan);
  return {
    async read() {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: names.table, Key: key, ConsistentRead: true }),
      );
      return Item && understoodAs('a prewarm', () => warmFrom(Item));
    },
    write: ({ epoch, version, stacks, history, ...texts }, observed) =>
      holds(
        dynamo.send(
          new PutItemCommand({
            TableName: names.table,
            Item: {
              ...key,
              epoch: { N: String(epoch) },
              version: { N: String(version) },
              stacks: { S: JSON.stringify(stacks) },
              history: { S: JSON.stringify(history) },
              ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { S: text }])),
            },
            ...ifStill(observed),
          }),
        ),
      ),
  };
}

const Stacks = z.array(z.object({ id: z.string(), name: z.string() }));
const History = z.array(z.object({ from: z.string(), until: z.string() }));

function warmFrom(item: Item): Warm {
  const { until, stacks, history } = item;
  if (!until?.S || !stacks?.S || !history?.S)
    throw new Error('the item of the prewarm holds no end, stacks or history');
  return {
    epoch: Number(item.epoch?.N),
    release: item.release?.S ?? '',
    stacks: Stacks.parse(JSON.parse(stacks.S)),
    since: item.since?.S ?? '',
    until: until.S,
    ...(item.closedAt?.S && { closedAt: item.closedAt.S }),
    history: History.parse(JSON.parse(history.S)),
    version: Number(item.version?.N ?? 0),
  };
}
