import type { QueryCommand } from '@aws-sdk/client-dynamodb';
import { chained, type EvidenceRecord } from '../../lib/domain/evidence';
import { recordKey } from '../../lib/domain/table-items';
import { EPOCH, NOW, RUN_ID } from '../../test/fixtures';
import { evidenceTable } from './evidence-table';

const entry = {
  at: NOW,
  runId: RUN_ID,
  epoch: EPOCH,
  kind: 'decided',
  step: 'CloseRun',
  because: 'b',
  data: {},
} as const;
const first = chained(undefined, entry);
const second = chained(first, entry);
const third = chained(second, entry);
const itemOf = (record: EvidenceRecord) => ({ ...recordKey(record), record: { S: JSON.stringify(record) } });

/** DynamoDB ends a page after 1 MB, in the middle of a run's records. */
function paged(pages: readonly (readonly EvidenceRecord[])[]) {
  const starts: unknown[] = [];
  return {
    starts,
    send: async ({ input }: QueryCommand) => {
      starts.push(input.ExclusiveStartKey);
      const page = pages[starts.length - 1] ?? [];
      const last = page.at(-1);
      return {
        Items: page.map(itemOf),
        ...(last && starts.length < pages.length && { LastEvaluatedKey: recordKey(last) }),
      };
    },
  };
}

test('the records of a long run are read to the last page, each from where the one before it ended', async () => {
  const dynamo = paged([[first, second], [third]]);
  const records = await evidenceTable(dynamo as never, { table: 'understudy' }).read(RUN_ID);
  expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(dynamo.starts).toEqual([undefined, recordKey(second)]);
});

test('a record that another release wrote more into is followed like any other', async () => {
  const more = { ...first, writtenBy: 'a later release' };
  const item = { ...recordKey(first), record: { S: JSON.stringify(more) } };
  const puts: EvidenceRecord[] = [];
  const dynamo = {
    send: async ({ input }: { input: { Item?: { record: { S: string } } } }) => {
      if (!input.Item) return { Items: [item] };
      puts.push(JSON.parse(input.Item.record.S));
      return {};
    },
  };
  await evidenceTable(dynamo as never, { table: 'understudy' }).append(entry);
  expect(puts).toMatchObject([{ seq: 2, previousSha256: first.sha256 }]);
});
