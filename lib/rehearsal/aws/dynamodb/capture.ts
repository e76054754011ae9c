import type { AttributeValue, KeySchemaElement } from '@aws-sdk/client-dynamodb';
import { AwsError, type RawResponse } from '../service';
import type { Change } from './streams';

type Item = Record<string, AttributeValue>;

/** A write of one item, as it was asked for. */
export interface ItemWrite {
  readonly operation: string;
  /** ARN of a table that has a stream. */
  readonly tableArn: string;
  readonly schema: readonly KeySchemaElement[];
  readonly input: { readonly Key?: Item; readonly Item?: Item };
}

export interface CaptureOptions {
  /** The item as it is now, read strongly. */
  get(tableArn: string, key: Item): Promise<Item | undefined>;
  changed(tableArn: string, change: Change): void;
}

/** Writes that leave every item as it is, or say in one request what happens to one. */
const KNOWN = ['PutItem', 'UpdateItem', 'DeleteItem'];

/**
 * Dynalite keeps no stream, so an item is read before and after each write of it. The writes of a table with a stream
 * are carried out one after the other: nothing comes in between, and their records stand in their order.
 */
export function createCapture({ get, changed }: CaptureOptions) {
  const last = new Map<string, Promise<unknown>>();
  const captured = async ({ tableArn, schema, input }: ItemWrite, write: () => Promise<RawResponse>) => {
    const keys = keysOf(schema, input.Key ?? input.Item ?? {});
    const before = await get(tableArn, keys);
    const response = await write();
    if (response.status < 400) changed(tableArn, { keys, before, after: await get(tableArn, keys) });
    return response;
  };
  return (asked: ItemWrite, write: () => Promise<RawResponse>): Promise<RawResponse> => {
    if (!KNOWN.includes(asked.operation)) {
      const message = `dynamodb:${asked.operation} on a table with a stream is not rehearsed`;
      throw new AwsError('NotImplemented', message, { status: 501 });
    }
    const done = (last.get(asked.tableArn) ?? Promise.resolve()).then(() => captured(asked, write));
    last.set(
      asked.tableArn,
      done.catch(() => {}),
    );
    return done;
  };
}

const keysOf = (schema: readonly KeySchemaElement[], item: Item): Item =>
  Object.fromEntries(
    schema.flatMap(({ AttributeName: name = '' }) => (item[name] === undefined ? [] : [[name, item[name]]])),
  );
