/** What a table's stream holds: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
import * as client from '@aws-sdk/client-dynamodb';
import type { Sends } from '../../lambdas/edge/clients';
import { createDynamoDb, type DynamoDb } from '../../lib/rehearsal/aws/dynamodb';
import type { StreamRecord } from '../../lib/rehearsal/aws/dynamodb/streams';
import { createMemoryDynamoDb } from '../simulation/world/memory-dynamodb';
import { sendsTo } from '../simulation/world/memory-dynamodb/sends';
import { ACCOUNT, type EndpointInTest, openEndpoint, refused } from './aws-endpoint';

const HERE = 'us-west-2';
const TABLE: client.CreateTableCommandInput = {
  TableName: 'runs',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
};
const keyOf = (sk: string) => ({ pk: { S: 'run#1' }, sk: { S: sk } });
const itemOf = (sk: string, text: string) => ({ ...keyOf(sk), text: { S: text } });
const put = (sk: string, text = 'first', more: Partial<client.PutItemCommandInput> = {}) =>
  new client.PutItemCommand({ TableName: 'runs', Item: itemOf(sk, text), ...more });
const update = (sk: string, text: string) =>
  new client.UpdateItemCommand({
    ...{ TableName: 'runs', Key: keyOf(sk), UpdateExpression: 'SET #text = :text' },
    ...{ ExpressionAttributeNames: { '#text': 'text' }, ExpressionAttributeValues: { ':text': { S: text } } },
  });

const dynalite = createDynamoDb({ account: ACCOUNT });
let endpoint: EndpointInTest;
beforeAll(async () => {
  endpoint = await openEndpoint([dynalite.service]);
});
afterAll(async () => {
  await endpoint.close();
  await dynalite.close();
});

const memory = () =>
  createMemoryDynamoDb({ account: ACCOUNT, clock: { now: () => Date.parse('2026-11-21T10:00:00Z') } });

describe.each<[string, () => { dynamodb: DynamoDb; sends: Sends }]>([
  ['dynalite', () => ({ dynamodb: dynalite, sends: new client.DynamoDBClient(endpoint.settings()) as Sends })],
  [
    'the simulation',
    () => {
      const dynamodb = memory();
      return { dynamodb, sends: sendsTo(dynamodb, HERE) };
    },
  ],
])('a stream of %s', (name, open) => {
  async function opened(table: Partial<client.CreateTableCommandInput> = {}) {
    const { dynamodb, sends } = open();
    const { streamArn = '', arn } = await dynamodb.createTable(HERE, { ...TABLE, ...table });
    const records: StreamRecord[] = [];
    if (streamArn) dynamodb.streams.read({ streamArn, from: 'LATEST' }, (record) => void records.push(record));
    const told = () =>
      records.map(({ eventName, dynamodb: { OldImage, NewImage } }) => [eventName, OldImage, NewImage]);
    return { dynamodb, sends, streamArn, arn, records, told };
  }
  afterEach(async () => {
    if (name === 'dynalite') await dynalite.deleteTable(HERE, 'runs');
  });

  test('says what each write did, in their order, and nothing of one that changed nothing or was refused', async () => {
    const { dynamodb, sends, arn, streamArn, records, told } = await opened();
    expect(streamArn.startsWith(`${arn}/stream/2`)).toBe(true);
    await sends.send(put('1'));
    await sends.send(put('1'));
    await sends.send(update('1', 'second'));
    await sends.send(update('2', 'first'));
    const onlyIfFree = { ConditionExpression: 'attribute_not_exists(pk)' };
    expect((await refused(sends.send(put('1', 'third', onlyIfFree)))).name).toBe('ConditionalCheckFailedException');
    await dynamodb.put({ region: HERE, table: 'runs', item: itemOf('3', 'by hand') });
    expect(told()).toEqual([
      ['INSERT', undefined, itemOf('1', 'first')],
      ['MODIFY', itemOf('1', 'first'), itemOf('1', 'second')],
      ['INSERT', undefined, itemOf('2', 'first')],
      ['INSERT', undefined, itemOf('3', 'by hand')],
    ]);
    expect(records.map(({ dynamodb: { Keys } }) => Keys)).toEqual(['1', '1', '2', '3'].map(keyOf));
    const sequences = records.map(({ dynamodb: { SequenceNumber } }) => SequenceNumber);
    expect([...sequences].sort()).toEqual(sequences);
  });

  test('holds each write once where many come at a time', async () => {
    const { sends, records } = await opened();
    await Promise.all(Array.from({ length: 20 }, (_, index) => sends.send(put(String(index)))));
    expect(records.map(({ eventName }) => eventName)).toEqual(Array.from({ length: 20 }, () => 'INSERT'));
    expect(new Set(records.map(({ dynamodb }) => dynamodb.Keys.sk?.S)).size).toBe(20);
  });

  test.each([
    ['KEYS_ONLY', false, false],
    ['NEW_IMAGE', false, true],
    ['OLD_IMAGE', true, false],
  ] as const)('shows of an item what %s says', async (StreamViewType, old, now) => {
    const { sends, told } = await opened({ StreamSpecification: { StreamEnabled: true, StreamViewType } });
    await sends.send(put('1'));
    await sends.send(put('1', 'second'));
    expect(told()[1]).toEqual([
      'MODIFY',
      old ? itemOf('1', 'first') : undefined,
      now ? itemOf('1', 'second') : undefined,
    ]);
  });

  test('is none where the table asks for none', async () => {
    const { dynamodb, streamArn, arn } = await opened({ StreamSpecification: { StreamEnabled: false } });
    expect([streamArn, dynamodb.streams.isOpen(arn)]).toEqual(['', false]);
    expect(() => dynamodb.streams.read({ streamArn: `${arn}/stream/1`, from: 'LATEST' }, () => {})).toThrow(
      'not found',
    );
  });
});

test('a deleted item is told, and a batch of writes is not rehearsed where there is a stream', async () => {
  const sdk = new client.DynamoDBClient(endpoint.settings());
  const { streamArn = '' } = await dynalite.createTable(HERE, TABLE);
  const records: StreamRecord[] = [];
  dynalite.streams.read({ streamArn, from: 'TRIM_HORIZON' }, (record) => void records.push(record));
  await sdk.send(put('1'));
  await sdk.send(new client.DeleteItemCommand({ TableName: 'runs', Key: keyOf('1') }));
  await sdk.send(new client.DeleteItemCommand({ TableName: 'runs', Key: keyOf('1') }));
  expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'REMOVE']);
  expect(records[1]?.dynamodb.OldImage).toEqual(itemOf('1', 'first'));
  const batch = { RequestItems: { runs: [{ PutRequest: { Item: itemOf('2', 'first') } }] } };
  const error = await refused(sdk.send(new client.BatchWriteItemCommand(batch)));
  expect(error.$metadata?.httpStatusCode).toBe(501);
  await dynalite.deleteTable(HERE, 'runs');
  expect(() => dynalite.streams.read({ streamArn, from: 'LATEST' }, () => {})).toThrow('not found');
});
