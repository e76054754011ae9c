import type { AttributeValue, CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import * as client from '@aws-sdk/client-dynamodb';
import { type Clock, wallClock } from '../world/clock';
import { regionOf } from './arn';
import { createCapture } from './dynamodb/capture';
import { isWrite, OPERATIONS } from './dynamodb/operations';
import { type BatchInput, iamRequests, itemResource, type TableView, tableArn } from './dynamodb/requests';
import { createStreams, type Streams } from './dynamodb/streams';
import { startTableServer, type TableServer } from './dynamodb/table-server';
import { AwsError, type Call, type Operations, type RawRequest, type RawResponse, type Service } from './service';

export type Item = Record<string, AttributeValue>;

/** DynamoDB: one dynalite per Region behind the endpoint. IAM is decided here, the rest is dynalite's. */
export interface DynamoDb {
  readonly service: Service;
  createTable(region: string, input: CreateTableCommandInput): Promise<CreatedTable>;
  deleteTable(region: string, name: string): Promise<void>;
  /** All items, for a scenario to look at. */
  scan(region: string, table: string): Promise<Item[]>;
  /** One item by its whole key, read strongly. */
  get(where: { region: string; table: string; key: Item }): Promise<Item | undefined>;
  /** Puts an item by the world's own hand, to stage a scenario. */
  put(where: { region: string; table: string; item: Item }): Promise<void>;
  /** Where the streams of tables are read. */
  readonly streams: Streams;
  close(): Promise<void>;
}

export interface CreatedTable {
  readonly arn: string;
  /** @default the table has no stream */
  readonly streamArn?: string;
}

export interface DynamoDbOptions {
  readonly account: string;
  /** Tells when a record of a stream was written. @default the wall's */
  readonly clock?: Pick<Clock, 'now'>;
}

/** Operations are named so that the endpoint knows them; their answers come from `forward`. */
const NAMES_ONLY: Operations = Object.fromEntries(OPERATIONS.map((name) => [name, () => undefined]));

export function createDynamoDb({ account, clock = wallClock }: DynamoDbOptions): DynamoDb {
  const servers = new Map<string, Promise<TableServer>>();
  const schemas = new Map<string, CreateTableCommandInput>();
  const serverOf = (region: string): Promise<TableServer> => {
    const server = servers.get(region) ?? startTableServer();
    servers.set(region, server);
    return server;
  };
  const arnOf = (region: string, table: string) => tableArn({ region, account }, table);
  const viewOf = (region: string): TableView => ({
    arnOf: (table) => arnOf(region, table),
    tableOf: (table) => schemas.get(arnOf(region, table)) ?? {},
  });
  const ask = async (region: string, operation: string, input: object) =>
    answerOf(await (await serverOf(region)).send(signedRequest(operation, input)));
  const streams = createStreams(clock);
  const itemOf = async (region: string, TableName: string, Key: Item) =>
    (await ask(region, 'GetItem', { TableName, Key, ConsistentRead: true })).Item;
  const get = (tableArn: string, key: Item) => itemOf(regionOf(tableArn), tableArn.split('/')[1] ?? '', key);
  const capture = createCapture({ get, changed: streams.changed });
  /** Sends a request, and keeps in the table's stream what it has changed. */
  const sent = async (region: string, { operation, input, request }: Sent): Promise<RawResponse> => {
    const send = async () => (await serverOf(region)).send(request);
    const tableArn = tablesWritten(operation, input)
      .map((table) => arnOf(region, table))
      .find(streams.isOpen);
    if (tableArn === undefined) return send();
    return capture({ operation, tableArn, schema: schemas.get(tableArn)?.KeySchema ?? [], input }, send);
  };
  const isActive = async (region: string, TableName: string | undefined) =>
    (await ask(region, 'DescribeTable', { TableName })).Table?.TableStatus === 'ACTIVE';

  return {
    service: {
      signingName: 'dynamodb',
      client,
      operations: NAMES_ONLY,
      changes: isWrite,
      authorization: (operation, input, { region }) => iamRequests(operation, input, viewOf(region)),
      resourceOf: (_, input, { region }) => itemResource(input, viewOf(region)),
      forward: (request, { region, operation }: Call) =>
        sent(region, { operation, request, input: JSON.parse(request.body.toString() || '{}') }),
    },
    async createTable(region, { StreamSpecification: stream, ...input }) {
      const arn = arnOf(region, input.TableName ?? '');
      await ask(region, 'CreateTable', input);
      while (!(await isActive(region, input.TableName)));
      schemas.set(arn, input);
      const view = stream?.StreamEnabled ? stream.StreamViewType : undefined;
      return { arn, ...(view && { streamArn: streams.open(arn, view) }) };
    },
    async deleteTable(region, name) {
      await ask(region, 'DeleteTable', { TableName: name });
      schemas.delete(arnOf(region, name));
      streams.close(arnOf(region, name));
    },
    scan: async (region, table) => (await ask(region, 'Scan', { TableName: table, ConsistentRead: true })).Items ?? [],
    get: ({ region, table, key }) => itemOf(region, table, key),
    async put({ region, table, item }) {
      const input = { TableName: table, Item: item };
      answerOf(await sent(region, { operation: 'PutItem', input, request: signedRequest('PutItem', input) }));
    },
    streams,
    async close() {
      await Promise.all([...servers.values()].map(async (server) => (await server).close()));
    },
  };
}

interface Sent {
  readonly operation: string;
  readonly input: BatchInput;
  readonly request: RawRequest;
}

/** The tables that a request writes to. */
const tablesWritten = (operation: string, { TableName, RequestItems = {} }: BatchInput): string[] =>
  isWrite(operation) ? [...(TableName === undefined ? [] : [TableName]), ...Object.keys(RequestItems)] : [];

/** Dynalite wants a signature's form; it never checks it. */
function signedRequest(operation: string, input: object) {
  const credential = 'Credential=world/20260101/us-east-1/dynamodb/aws4_request';
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'x-amz-date': '20260101T000000Z',
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0`,
  };
  return { headers, body: Buffer.from(JSON.stringify(input)) };
}

interface Answer {
  readonly Items?: Item[];
  readonly Item?: Item;
  readonly Table?: { readonly TableStatus: string };
}

function answerOf({ status, headers, body }: { status: number; headers: object; body: Buffer }): Answer {
  const answer = JSON.parse(body.toString() || '{}') as Answer & { message?: string; Message?: string };
  if (status < 400) return answer;
  throw new AwsError(
    String((headers as Record<string, string>)['x-amzn-errortype']),
    answer.message ?? answer.Message ?? `DynamoDB answered ${status}`,
  );
}
