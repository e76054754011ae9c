import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Approval } from '../../lib/domain/approval';
import { EPOCH, NOW, RUN_ID } from '../../test/fixtures';
import { approvalTable } from './approval-table';

const dynalite: (options: { createTableMs: number }) => Server = require('dynalite');

const server = dynalite({ createTableMs: 0 });
const names = { table: 'understudy-orders' };
let dynamo: DynamoDBClient;

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  dynamo = new DynamoDBClient({
    region: 'us-west-2',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
  });
  await dynamo.send(
    new CreateTableCommand({
      TableName: names.table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  // A table takes its first write only once it is ACTIVE, a moment after it was created.
  let status: string | undefined;
  while (status !== 'ACTIVE') {
    status = (await dynamo.send(new DescribeTableCommand({ TableName: names.table }))).Table?.TableStatus;
  }
});

afterAll(async () => {
  dynamo.destroy();
  await new Promise((closed) => server.close(closed));
});

const approvalOf = (runId: string, version = 1): Approval => ({
  runId,
  planSha256: 'digest',
  epoch: EPOCH,
  persons: 1,
  facts: { loss: ['orders: at most 2 s'], signals: [], canaries: [], at: NOW },
  because: 'automation is "prepare"',
  askedAt: NOW,
  expiresAt: NOW,
  answers: [],
  toldAt: [],
  version,
});

describe('The approval table', () => {
  const table = () => approvalTable(dynamo, { plan: 'orders', names });

  test('holds nothing before a run asks', async () => {
    expect(await table().read(RUN_ID)).toBeUndefined();
  });

  test('holds the request of each run by itself, as it was written', async () => {
    expect(await table().write(approvalOf('run-a'), undefined)).toBe(true);
    expect(await table().write(approvalOf('run-b'), undefined)).toBe(true);
    expect(await table().read('run-a')).toEqual(approvalOf('run-a'));
    expect(await approvalTable(dynamo, { plan: 'ledger', names }).read('run-a')).toBeUndefined();
  });

  test('takes a second request of the same run for what it is', async () => {
    await table().write(approvalOf('run-c'), undefined);
    expect(await table().write({ ...approvalOf('run-c'), because: 'another' }, undefined)).toBe(false);
    expect(await table().read('run-c')).toEqual(approvalOf('run-c'));
  });

  test('lets one of ten writers through who have all seen the same', async () => {
    const observed = approvalOf('run-d');
    await table().write(observed, undefined);
    const written = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        table().write({ ...approvalOf('run-d', 2), because: `writer ${index}` }, observed),
      ),
    );
    expect(written.filter(Boolean)).toHaveLength(1);
    expect(await table().read('run-d')).toMatchObject({ version: 2, because: `writer ${written.indexOf(true)}` });
  });

  test('reads strongly, for a stale read would miss a no', async () => {
    const reads: (boolean | undefined)[] = [];
    const send = (command: Parameters<typeof dynamo.send>[0]) => {
      if (command instanceof GetItemCommand) reads.push(command.input.ConsistentRead);
      return dynamo.send(command);
    };
    await approvalTable({ send }, { plan: 'orders', names }).read(RUN_ID);
    expect(reads).toEqual([true]);
  });
});
