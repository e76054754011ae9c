import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { arnIn } from '../arn';
import type { IamRequest } from '../service';
import { type ItemInput, type KeyedTable, leadingKeys } from './leading-keys';

/** The members of a batch: for each table the keys to read, or the writes. */
export interface BatchInput extends ItemInput {
  readonly RequestItems?: Readonly<Record<string, BatchOfTable>>;
}

type BatchOfTable = { readonly Keys?: readonly Record<string, AttributeValue>[] } | readonly BatchWrite[];

interface BatchWrite {
  readonly PutRequest?: Pick<ItemInput, 'Item'>;
  readonly DeleteRequest?: Pick<ItemInput, 'Key'>;
}

export interface TableView {
  arnOf(table: string): string;
  tableOf(table: string): KeyedTable;
}

/** ARN of a table, which a request may also name by its ARN. */
export const tableArn = (place: { readonly region: string; readonly account: string }, table: string): string =>
  table.startsWith('arn:') ? table : arnIn(place, 'dynamodb', `table/${table}`);

/** What IAM is asked before DynamoDB sees a request: one question for each table. */
export function iamRequests(operation: string, input: BatchInput, view: TableView): IamRequest[] {
  const action = `dynamodb:${operation}`;
  if (operation === 'ListTables') return [{ action, resource: '*' }];
  const inputs = Object.entries(input.RequestItems ?? {}).map(([table, batch]) => [table, itemsOf(batch)] as const);
  const named = inputs.length > 0 ? inputs : [[input.TableName ?? '', [input]] as const];
  return named.map(([table, items]) => {
    const keys = items.flatMap((item) => leadingKeys(item, view.tableOf(table)) ?? []);
    const resource = view.arnOf(table) + (input.IndexName === undefined ? '' : `/index/${input.IndexName}`);
    return { action, resource, ...(keys.length > 0 && { context: { 'dynamodb:LeadingKeys': keys } }) };
  });
}

/**
 * What the history calls the item that one write is of: the table's ARN and the kind of the item, which its partition
 * begins with, as in `…:table/understudy-orders/claim` of `claim#orders`; the table alone where it says no kind.
 */
export function itemResource(input: BatchInput, view: TableView): string {
  const table = input.TableName ?? Object.keys(input.RequestItems ?? {})[0] ?? '';
  const [partition = ''] = leadingKeys(input, view.tableOf(table)) ?? [];
  const [kind, name] = partition.split('#');
  return view.arnOf(table) + (kind && name ? `/${kind}` : '');
}

const itemsOf = (batch: BatchOfTable): ItemInput[] =>
  'Keys' in batch
    ? (batch.Keys ?? []).map((Key) => ({ Key }))
    : (batch as readonly BatchWrite[]).map(({ PutRequest, DeleteRequest }) => ({ ...PutRequest, ...DeleteRequest }));
