import type { AttributeValue, CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import * as client from '@aws-sdk/client-dynamodb';
import { isWrite, OPERATIONS } from './dynamodb/operations';
import { iamRequests, itemResource, type TableView, tableArn } from './dynamodb/requests';
import { startTableServer, type TableServer } from './dynamodb/table-server';
import { AwsError, type Call, type Operations, type Service } from './service';

export type Item = Record<string, AttributeValue>;

/** DynamoDB: one dynalite per Region behind the endpoint. IAM is decided here, the rest is dynalite's. */
export interface DynamoDb {
  readonly service: Service;
  createTable(region: string, input: CreateTableCommandInput): Promise<{ arn: string }>;
  deleteTable(region: string, name: string): Promise<void>;
  /** All items, for a scenario to look at. */
  scan(region: string, table: string): Promise<Item[]>;
  /** One item by its whole key, read strongly. */
  get(where: { region: string; table: string; key: Item }): Promise<Item | undefined>;
  /** Puts an item by the world's own hand, to stage a scenario. */
  put(where: { region: string; table: string; item: Item }): Promise<void>;
  close(): Promise<void>;
}

/** Operations are named so that the endpoint knows them; their answers come from `forward`. */
const NAMES_ONLY: Operations = Object.fromEntries(OPERATIONS.map((name) => [name, () => undefined]));

export function createDynamoDb({ account }: { account: string }): DynamoDb {
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
      forward: async (request, { region }: Call) => (await serverOf(region)).send(request),
    },
    async createTable(region, input) {
      const arn = arnOf(region, input.TableName ?? '');
      await ask(region, 'CreateTable', input);
      while (!(await isActive(region, input.TableName)));
      schemas.set(arn, input);
      return { arn };
    },
    async deleteTable(region, name) {
      await ask(region, 'DeleteTable', { TableName: name });
      schemas.delete(arnOf(region, name));
    },
    scan: async (region, table) => (await ask(region, 'Scan', { TableName: table, ConsistentRead: true })).Items ?? [],
    get: async ({ region, table, key }) =>
      (await ask(region, 'GetItem', { TableName: table, Key: key, ConsistentRead: true })).Item,
    put: async ({ region, table, item }) => void (await ask(region, 'PutItem', { TableName: table, Item: item })),
    async close() {
      await Promise.all([...servers.values()].map(async (server) => (await server).close()));
    },
  };
}

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
