import * as client from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../lib/rehearsal/aws/dynamodb';
import { ACCOUNT, type EndpointInTest, openEndpoint, refused } from './aws-endpoint';

const TABLE = {
  TableName: 'understudy',
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' as const },
    { AttributeName: 'sk', AttributeType: 'S' as const },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
};
const key = (pk: string, sk = 'lock') => ({ pk: { S: pk }, sk: { S: sk } });

let dynamodb: ReturnType<typeof createDynamoDb>;
let endpoint: EndpointInTest;
let sdk: client.DynamoDBClient;

beforeAll(async () => {
  dynamodb = createDynamoDb({ account: ACCOUNT });
  endpoint = await openEndpoint([dynamodb.service]);
  sdk = new client.DynamoDBClient(endpoint.settings());
});
afterAll(async () => {
  await endpoint.close();
  await dynamodb.close();
});
beforeEach(() => dynamodb.createTable('us-west-2', TABLE));
afterEach(async () => {
  await dynamodb.deleteTable('us-west-2', 'understudy');
  expect(endpoint.defects).toEqual([]);
});

const put = (pk: string, more: object = {}) =>
  new client.PutItemCommand({ TableName: 'understudy', Item: { ...key(pk), owner: { S: 'me' } }, ...more });

test('items come back as they were put, and the world sees them too', async () => {
  await sdk.send(put('lock#orders'));
  const item = { ...key('lock#orders'), owner: { S: 'me' } };
  const { Item } = await sdk.send(new client.GetItemCommand({ TableName: 'understudy', Key: key('lock#orders') }));
  expect(Item).toEqual(item);
  expect(await dynamodb.scan('us-west-2', 'understudy')).toEqual([item]);
  const where = { region: 'us-west-2', table: 'understudy' };
  expect(await dynamodb.get({ ...where, key: key('lock#orders') })).toEqual(item);
  expect(await dynamodb.get({ ...where, key: key('lock#other') })).toBeUndefined();
});

test('twenty race for a lock and one wins', async () => {
  const racers = Array.from({ length: 20 }, () =>
    sdk.send(put('lock#orders', { ConditionExpression: 'attribute_not_exists(pk)' })).then(
      () => 'won',
      (error: Error) => error.name,
    ),
  );
  const results = await Promise.all(racers);
  expect(results.filter((result) => result === 'won')).toHaveLength(1);
  expect(results.filter((result) => result === 'ConditionalCheckFailedException')).toHaveLength(19);
});

test('a condition that fails reaches the caller and the history', async () => {
  const before = endpoint.lines.length;
  const update = new client.UpdateItemCommand({
    TableName: 'understudy',
    Key: key('lock#orders'),
    UpdateExpression: 'ADD version :one',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  });
  expect(await refused(sdk.send(update))).toBeInstanceOf(client.ConditionalCheckFailedException);
  expect(endpoint.lines.slice(before)).toMatchObject([
    {
      operation: 'UpdateItem',
      resource: `arn:aws:dynamodb:us-west-2:${ACCOUNT}:table/understudy/lock`,
      ok: false,
      error: 'ConditionalCheckFailedException',
    },
  ]);
});

test.each([
  ['claim#orders', '/claim'],
  ['run#arn:aws:states:us-west-2:1:execution:m:one', '/run'],
  ['order-17', ''],
])('a write of %s is told from writes of other items by its resource', async (pk, item) => {
  const before = endpoint.lines.length;
  await sdk.send(put(pk));
  expect(endpoint.lines.slice(before).map(({ resource }) => resource)).toEqual([
    `arn:aws:dynamodb:us-west-2:${ACCOUNT}:table/understudy${item}`,
  ]);
});

test('each Region has tables of its own', async () => {
  const east = new client.DynamoDBClient(endpoint.settings(undefined, 'us-east-1'));
  const error = await refused(east.send(put('lock#orders')));
  expect(error).toBeInstanceOf(client.ResourceNotFoundException);
});

test('what dynalite cannot do is answered 501', async () => {
  const transaction = sdk.send(new client.TransactWriteItemsCommand({ TransactItems: [] }));
  expect((await refused(transaction)).$metadata?.httpStatusCode).toBe(501);
});

describe('a role that is held to its leading keys', () => {
  const held = (operator = 'ForAllValues:StringEquals') => {
    const Condition = { [operator]: { 'dynamodb:LeadingKeys': ['lock#orders'] } };
    const Resource = `arn:aws:dynamodb:*:${ACCOUNT}:table/understudy`;
    const statements = [{ Effect: 'Allow' as const, Action: 'dynamodb:*', Resource, Condition }];
    return new client.DynamoDBClient(endpoint.as({ name: 'admit-run', statements }));
  };
  const query = (pk: string) =>
    new client.QueryCommand({
      TableName: 'understudy',
      KeyConditionExpression: '#pk = :pk AND sk = :sk',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ExpressionAttributeValues: { ':pk': { S: pk }, ':sk': { S: 'lock' } },
    });
  const get = (pk: string) => new client.GetItemCommand({ TableName: 'understudy', Key: key(pk) });
  const batch = (...keys: string[]) =>
    new client.BatchGetItemCommand({ RequestItems: { understudy: { Keys: keys.map((pk) => key(pk)) } } });
  const batchWrite = (...keys: string[]) =>
    new client.BatchWriteItemCommand({
      RequestItems: { understudy: keys.map((pk) => ({ PutRequest: { Item: key(pk) } })) },
    });

  test.each<[string, (pk: string) => object]>([
    ['PutItem', put],
    ['GetItem', get],
    ['Query', query],
    ['BatchGetItem', batch],
    ['BatchWriteItem', batchWrite],
  ])('reaches its own item and no other by %s', async (operation, command) => {
    const send = (pk: string) => held().send(command(pk) as client.PutItemCommand);
    await send('lock#orders');
    const error = await refused(send('run#1'));
    expect(error.name).toBe('AccessDeniedException');
    expect(error.message).toContain(
      `dynamodb:${operation} on resource: arn:aws:dynamodb:us-west-2:${ACCOUNT}:table/understudy`,
    );
  });

  test('is denied a batch in which one key is not its own', async () => {
    expect((await refused(held().send(batch('lock#orders', 'run#1')))).name).toBe('AccessDeniedException');
  });

  test('may scan under ForAllValues, which holds for no key, and not under ForAnyValue', async () => {
    const scan = new client.ScanCommand({ TableName: 'understudy' });
    await held().send(scan);
    expect((await refused(held('ForAnyValue:StringEquals').send(scan))).name).toBe('AccessDeniedException');
  });
});
