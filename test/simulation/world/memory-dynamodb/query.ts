import type { AttributeValue, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { validateKey } from 'dynalite/db/index.js';
import type { Expressions } from './expressions';
import { copyOf, type Item } from './items';
import { validation } from './refusals';
import { type Row, type Table, versionAt } from './table';

/** 1 MB. Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html */
const PAGE_BYTES_MAX = 1024 * 1024;

/** What of a query says which items, how many and in which order. */
export interface Question extends Pick<QueryCommandInput, 'Limit' | 'ScanIndexForward' | 'ExclusiveStartKey'> {
  readonly keyCondition: Expressions['keyCondition'];
}

/** @throws ValidationException */
export function refuseLimit({ Limit = 1 }: Pick<QueryCommandInput, 'Limit'>): void {
  if (Limit >= 1) return;
  throw validation(
    `1 validation error detected: Value '${Limit}' at 'limit' failed to satisfy constraint: ` +
      'Member must have value greater than or equal to 1',
  );
}

/** One page of a partition. @param time milliseconds of the clock; `undefined` is now */
export function query(table: Table, question: Question, time: number | undefined) {
  const { Limit = Number.POSITIVE_INFINITY, ScanIndexForward = true, ExclusiveStartKey } = question;
  const partition = partitionAsked(table, question);
  if (ExclusiveStartKey) refuseStart(table, ExclusiveStartKey, partition);
  const rows = rowsAhead(table.partition(partition), {
    isForward: ScanIndexForward,
    start: ExclusiveStartKey && table.sortOf(ExclusiveStartKey),
  });
  const { items, isFull } = pageOf(rows, { limit: Limit, time });
  const last = isFull ? items.at(-1) : undefined;
  return {
    Items: items.map(copyOf),
    Count: items.length,
    ScannedCount: items.length,
    ...(last && { LastEvaluatedKey: copyOf(table.keyOf(last)) }),
  };
}

/** @throws ValidationException unless the key condition names the partition key, with a value of its type */
function partitionAsked({ hash, schema }: Table, { keyCondition }: Question): AttributeValue {
  if (keyCondition?.name !== hash) throw validation(`Query condition missed key schema element: ${hash}`);
  const type = schema.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === hash)?.AttributeType;
  if (type && type in keyCondition.value) return keyCondition.value;
  throw validation('One or more parameter values were invalid: Condition parameter type does not match schema type');
}

function refuseStart(table: Table, start: Item, partition: AttributeValue): void {
  const isWhole = Object.keys(start).length === table.schema.KeySchema?.length;
  if (!isWhole) throw validation('The provided starting key is invalid');
  const problem = validateKey(start, table.schema);
  if (problem) throw validation(`The provided starting key is invalid: ${problem.message}`);
  if (JSON.stringify(start[table.hash]) === JSON.stringify(partition)) return;
  throw validation('The provided starting key is outside query boundaries based on provided conditions');
}

interface Ahead {
  readonly isForward: boolean;
  /** Sort key of the last item that was seen. */
  readonly start: string | undefined;
}

function rowsAhead(rows: readonly Row[], { isForward, start }: Ahead): readonly Row[] {
  const ordered = isForward ? rows : rows.toReversed();
  if (start === undefined) return ordered;
  return ordered.filter(({ sort }) => (isForward ? sort > start : sort < start));
}

interface Page {
  readonly limit: number;
  readonly time: number | undefined;
}

/** The items that fit on a page; a page that is full may be the last one all the same. */
function pageOf(rows: readonly Row[], { limit, time }: Page): { items: Item[]; isFull: boolean } {
  const items: Item[] = [];
  let bytes = 0;
  const isFull = () => items.length >= limit || bytes >= PAGE_BYTES_MAX;
  for (const row of rows) {
    if (isFull()) break;
    const version = versionAt(row, time);
    if (!version) continue;
    items.push(version.item);
    bytes += version.bytes;
  }
  return { items, isFull: isFull() };
}
