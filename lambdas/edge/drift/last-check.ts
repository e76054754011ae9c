import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { LastCheck } from '../../../lib/domain/drift';
import type { Place } from '../../../lib/domain/step';
import { driftKey, type Item } from '../../../lib/domain/table-items';
import type { Sends } from '../clients';
import { understoodAs } from '../malformed';

/** What the last check for drift here has found, in this Region's table. */
export interface LastCheckTable {
  /** A strong read. `undefined` before the first check. */
  read(): Promise<LastCheck | undefined>;
  /** Only the check of this Region writes, once an hour, so nothing is compared. */
  write(check: LastCheck): Promise<void>;
}

/** @param dynamo client of this Region */
export function lastCheckTable(dynamo: Sends, { plan, names }: Pick<Place, 'plan' | 'names'>): LastCheckTable {
  const key = driftKey(plan.name);
  return {
    async read() {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: names.table, Key: key, ConsistentRead: true }),
      );
      return Item && understoodAs('a last check for drift', () => lastCheckFrom(Item));
    },
    async write({ at, findingsSha256, recordSha256, counts, notCompared }) {
      await dynamo.send(
        new PutItemCommand({
          TableName: names.table,
          Item: {
            ...key,
            at: { S: at },
            findingsSha256: { S: findingsSha256 },
            recordSha256: { S: recordSha256 },
            ...(counts && { drifted: { N: String(counts.drifted) }, unknown: { N: String(counts.unknown) } }),
            ...(notCompared && { notCompared: { S: JSON.stringify(notCompared) } }),
          },
        }),
      );
    },
  };
}

const NotComparedList = z.array(z.object({ because: z.string(), detectingSince: z.string().exactOptional() }));

const lastCheckFrom = (item: Item): LastCheck => ({
  at: item.at?.S ?? '',
  findingsSha256: item.findingsSha256?.S ?? '',
  recordSha256: item.recordSha256?.S ?? '',
  ...(item.drifted && { counts: { drifted: Number(item.drifted.N), unknown: Number(item.unknown?.N) } }),
  ...(item.notCompared?.S && { notCompared: NotComparedList.parse(JSON.parse(item.notCompared.S)) }),
});
