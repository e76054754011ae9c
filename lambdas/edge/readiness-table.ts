import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Names } from '../../lib/domain/names';
import { Readiness } from '../../lib/domain/readiness';
import { readinessKey } from '../../lib/domain/table-items';
import type { Sends } from './clients';
import { understoodAs } from './malformed';

/** What the last check of a Region has found, in its own table. */
export interface ReadinessTable {
  /** A strong read. `undefined` before the first check. @throws also for an item that cannot be understood */
  read(): Promise<Readiness | undefined>;
  /** The last check wins: two side by side have found the same. */
  write(readiness: Readiness): Promise<void>;
}

export interface ReadinessPlace {
  readonly plan: string;
  readonly names: Pick<Names, 'table'>;
}

/** @param dynamo the client of the Region whose item it is */
export function readinessTable(dynamo: Sends, { plan, names }: ReadinessPlace): ReadinessTable {
  const key = readinessKey(plan);
  return {
    async read() {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: names.table, Key: key, ConsistentRead: true }),
      );
      return Item && understoodAs('a readiness', () => Readiness.parse(JSON.parse(Item.readiness?.S ?? 'null')));
    },
    async write(readiness) {
      const Item = { ...key, at: { S: readiness.at }, readiness: { S: JSON.stringify(readiness) } };
      await dynamo.send(new PutItemCommand({ TableName: names.table, Item }));
    },
  };
}
