import type {
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { matchesExprFilter, validateItem, validateKey, validateUpdates } from 'dynalite/db/index.js';
import { AwsError } from '../../../../lib/rehearsal/aws/service';
import { type Expressions, expressionsOf, refuseStray, updated } from './expressions';
import { bytesOf, copyOf, ITEM_BYTES_MAX, type Item, refuseBadValues } from './items';
import { query, refuseLimit } from './query';
import { refuseIf, validation } from './refusals';
import { type Table, versionAt } from './table';

/** A table, and the moment at which a request reaches it. */
export interface Place {
  /** @throws ResourceNotFoundException */
  table(): Table;
  /** Milliseconds of the clock. */
  readonly now: number;
  /** How far back a read may look. */
  readonly keptMilliseconds: number;
  /** The moment that a read sees which need not be consistent; `undefined` is now. */
  staleTime(): number | undefined;
}

export function getItem(place: Place, { Key = {}, ConsistentRead }: GetItemCommandInput): { Item?: Item } {
  const key = copyOf(Key);
  refuseBadValues(key);
  const table = place.table();
  refuseIf(validateKey(key, table.schema));
  const time = ConsistentRead ? undefined : place.staleTime();
  const row = table.find(key);
  const version = row && versionAt(row, time);
  return version ? { Item: copyOf(version.item) } : {};
}

export function putItem(place: Place, input: PutItemCommandInput): object {
  refuseStray(input, ['ConditionExpression']);
  const item = copyOf(input.Item ?? {});
  refuseBadValues(item);
  if (bytesOf(item) > ITEM_BYTES_MAX) throw validation('Item size has exceeded the maximum allowed size');
  const { condition } = expressionsOf(input);
  const table = place.table();
  refuseIf(validateItem(item, table.schema));
  refuseUnless(condition, { before: newest(table, item), input });
  table.put({ ...place, item });
  return {};
}

export function updateItem(place: Place, input: UpdateItemCommandInput): object {
  refuseStray(input, ['UpdateExpression', 'ConditionExpression']);
  const key = copyOf(input.Key ?? {});
  refuseBadValues(key);
  const { condition, sections } = expressionsOf(input);
  const table = place.table();
  refuseIf(validateKey(key, table.schema));
  refuseIf(validateUpdates(undefined, { sections }, table.schema));
  const before = newest(table, key);
  refuseUnless(condition, { before, input });
  const item = updated(before ?? key, sections);
  if (bytesOf(item) > ITEM_BYTES_MAX) throw validation('Item size to update has exceeded the maximum allowed size');
  table.put({ ...place, item });
  return {};
}

export function queryItems(place: Place, input: QueryCommandInput) {
  refuseLimit(input);
  const { keyCondition } = expressionsOf(input);
  return query(place.table(), { ...input, keyCondition }, input.ConsistentRead ? undefined : place.staleTime());
}

/** Conditions are decided on the item as it is: a write never reads stale. */
const newest = (table: Table, key: Item): Item | undefined => table.find(key)?.versions.at(-1)?.item;

interface Attempt {
  readonly before: Item | undefined;
  readonly input: Pick<PutItemCommandInput, 'ReturnValuesOnConditionCheckFailure'>;
}

function refuseUnless(condition: Expressions['condition'], { before, input }: Attempt): void {
  if (!condition || matchesExprFilter(before ?? {}, condition)) return;
  const isTold = before && input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed', {
    extra: isTold ? { Item: copyOf(before) } : {},
  });
}
