import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { chained, type EvidenceEntry, type EvidenceRecord, WrittenRecord } from '../../lib/domain/evidence';
import type { Names } from '../../lib/domain/names';
import { type Item, recordKey, runPartition } from '../../lib/domain/table-items';
import type { Sends } from './clients';
import { holds } from './conditional';
import { understoodAs } from './malformed';

/** The hash-chained record of one run, in this Region's table. */
export interface EvidenceTable {
  /** Adds a record after the newest one. Of two branches that append at once, the loser of a place takes the next. */
  append(entry: EvidenceEntry): Promise<void>;
  /** Adds a record right after the last of those that were read. @returns whether nobody had added one since */
  appendAfter(records: readonly EvidenceRecord[], entry: EvidenceEntry): Promise<boolean>;
  /** All records of a run, oldest first. */
  read(runId: string): Promise<EvidenceRecord[]>;
}

/** Two branches and close-run can race for a place; twenty tries outlast two branches that append in step. */
const TRIES_MAX = 20;

export function evidenceTable(dynamo: Sends, names: Pick<Names, 'table'>): EvidenceTable {
  const query = (runId: string, newest: boolean) => ({
    TableName: names.table,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: runPartition(runId) } },
    ...(newest && { ScanIndexForward: false, Limit: 1 }),
  });
  const put = (record: EvidenceRecord): Promise<boolean> =>
    holds(dynamo.send(new PutItemCommand(onlyIfFree(names.table, record))));
  return {
    async append(entry) {
      for (let tries = 1; tries <= TRIES_MAX; tries++) {
        const { Items = [] } = await dynamo.send(new QueryCommand(query(entry.runId, true)));
        if (await put(chained(Items[0] && recordFrom(Items[0]), entry))) return;
      }
      throw new Error(`no place for an evidence record after ${TRIES_MAX} tries`);
    },
    appendAfter: (records, entry) => put(chained(records.at(-1), entry)),
    async read(runId) {
      const records: EvidenceRecord[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const page = await dynamo.send(
          new QueryCommand({ ...query(runId, false), ...(from && { ExclusiveStartKey: from }) } as never),
        );
        records.push(...(page.Items ?? []).map(recordFrom));
        from = page.LastEvaluatedKey;
      } while (from);
      return records;
    },
  };
}

const onlyIfFree = (table: string, record: EvidenceRecord) => ({
  TableName: table,
  Item: { ...recordKey(record), record: { S: JSON.stringify(record) } },
  ConditionExpression: 'attribute_not_exists(pk)',
});

/** A release before or after this one may write more; what it wrote must not keep a run from recording. */
const KnownRecord = z.looseObject(WrittenRecord.shape);

/** What is returned is what was written, and not what was read of it: its hash is over that. */
const recordFrom = (item: Item): EvidenceRecord =>
  understoodAs('a record of evidence', () => {
    const written = JSON.parse(item.record?.S ?? 'null');
    KnownRecord.parse(written);
    return written;
  });
