import * as client from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../../lib/rehearsal/aws/dynamodb';
import type { AwsError, Call } from '../../../lib/rehearsal/aws/service';
import { chanceFrom } from '../../../lib/rehearsal/world/chance';
import { ACCOUNT, type EndpointInTest, openEndpoint, refused, WORLD } from '../../conformance/aws-endpoint';
import { HERE, LOST } from '../../fixtures';
import { createMemoryDynamoDb, type Staleness } from './memory-dynamodb';
import { pairOf } from './memory-dynamodb/agreement';
import { type Draw, type Move, productMoves } from './memory-dynamodb/product-moves';
import { rawRequests } from './memory-dynamodb/raw-requests';
import { sendsTo } from './memory-dynamodb/sends';

const TABLE: client.CreateTableCommandInput = {
  TableName: 'understudy',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
};
const TableName = 'understudy';
const keyOf = (sk: string) => ({ pk: { S: 'run#1' }, sk: { S: sk } });
const put = (sk: string, more: Partial<client.PutItemCommandInput> & { readonly text?: string } = {}) => {
  const { text = 'first', ...input } = more;
  return new client.PutItemCommand({ TableName, Item: { ...keyOf(sk), text: { S: text } }, ...input });
};
const get = (sk: string, ConsistentRead?: boolean) =>
  new client.GetItemCommand({ TableName, Key: keyOf(sk), ...(ConsistentRead !== undefined && { ConsistentRead }) });
const query = (more: Partial<client.QueryCommandInput> = {}) =>
  new client.QueryCommand({
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: 'run#1' } },
    ...more,
  });

async function opened(staleness?: Staleness) {
  const clock = { milliseconds: 1_000_000, now: () => clock.milliseconds };
  const memory = createMemoryDynamoDb({ account: ACCOUNT, clock, ...(staleness && { staleness }) });
  await memory.createTable(HERE, TABLE);
  return { memory, clock, sends: sendsTo(memory, HERE) };
}

const dynalite = createDynamoDb({ account: ACCOUNT });
let endpoint: EndpointInTest;

beforeAll(async () => {
  endpoint = await openEndpoint([dynalite.service]);
});
afterAll(async () => {
  await endpoint.close();
  await dynalite.close();
});

test('the memory agrees with dynalite on every request of a walk, in outputs and in the words of refusals', async () => {
  const { memory, sends } = await opened();
  await dynalite.createTable(HERE, TABLE);
  const pair = pairOf(new client.DynamoDBClient(endpoint.settings()), sends);
  const chance = chanceFrom(20_261_121);
  const draw: Draw = (from) => from[Math.floor(chance() * from.length)] as never;
  const raw = rawRequests(TableName, draw).map(
    (make): Move =>
      () =>
        pair.sends.send(make()),
  );
  const moves = [...productMoves(pair.sends, TableName, draw), ...raw];
  // A refusal is an outcome like any other: both have given it.
  for (let move = 0; move < 600; move++) await draw(moves)().catch(() => undefined);
  expect(pair.differences).toEqual([]);
  expect(Object.values(pair.seen).reduce((sum, times) => sum + times, 0)).toBeGreaterThan(500);
  for (const operation of ['PutItem', 'UpdateItem']) {
    for (const outcome of [
      '',
      ' ConditionalCheckFailedException',
      ' ValidationException',
      ' ResourceNotFoundException',
    ]) {
      expect([operation, outcome, (pair.seen[operation + outcome] ?? 0) > 3]).toEqual([operation, outcome, true]);
    }
  }
  const sorted = (items: readonly object[]) => items.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
  expect(sorted(await memory.scan(HERE, TableName))).toEqual(sorted(await dynalite.scan(HERE, TableName)));
}, 120_000);

describe('The world itself', () => {
  const where = { region: HERE, table: TableName };

  test('puts, gets and scans, each Region its own tables', async () => {
    const { memory } = await opened();
    await memory.createTable(LOST, TABLE);
    await memory.put({ ...where, item: { ...keyOf('1'), text: { S: 'staged' } } });
    expect(await memory.get({ ...where, key: keyOf('1') })).toEqual({ ...keyOf('1'), text: { S: 'staged' } });
    expect(await memory.get({ ...where, key: keyOf('2') })).toBeUndefined();
    expect(await memory.scan(HERE, TableName)).toHaveLength(1);
    expect(await memory.scan(LOST, TableName)).toEqual([]);
  });

  test('makes a table once, and one that was deleted is gone with its items', async () => {
    const { memory, sends } = await opened();
    expect((await refused(memory.createTable(HERE, TABLE))).name).toBe('ResourceInUseException');
    await sends.send(put('1'));
    await memory.deleteTable(HERE, TableName);
    expect((await refused(sends.send(get('1')))).name).toBe('ResourceNotFoundException');
    expect((await refused(memory.deleteTable(HERE, TableName))).name).toBe('ResourceNotFoundException');
    expect(await memory.createTable(HERE, TABLE)).toEqual({
      arn: `arn:aws:dynamodb:${HERE}:${ACCOUNT}:table/understudy`,
    });
    expect(await sends.send(get('1'))).toEqual({});
  });

  test('asks IAM what the rehearsal asks, and knows what changes something', async () => {
    const { memory } = await opened();
    await dynalite.createTable(LOST, TABLE);
    await memory.createTable(LOST, TABLE);
    const call: Call = { principal: WORLD, region: LOST, operation: '', requestId: 'request' };
    for (const [operation, { input }] of Object.entries({ GetItem: get('1'), PutItem: put('1'), Query: query() })) {
      const asked = memory.service.authorization(operation, input, call);
      expect(asked).toEqual(dynalite.service.authorization(operation, input, call));
      expect(asked[0]?.context).toEqual({ 'dynamodb:LeadingKeys': ['run#1'] });
      const told = memory.service.resourceOf?.(operation, input, call);
      expect(told).toBe(`${asked[0]?.resource}/run`);
      expect(told).toBe(dynalite.service.resourceOf?.(operation, input, call));
      expect([operation, memory.service.changes(operation)]).toEqual([operation, operation === 'PutItem']);
    }
  });
});

describe('An item', () => {
  test('is copied on its way in and on its way out, also as a value of an expression', async () => {
    const { sends } = await opened();
    const command = put('1');
    await sends.send(command);
    const change = { TableName, Key: keyOf('1'), UpdateExpression: 'SET nested = :new' };
    const nested = (text: string) => ({ ':new': { M: { list: { L: [{ S: text }] } } } });
    await sends.send(new client.UpdateItemCommand({ ...change, ExpressionAttributeValues: nested('first') }));
    Object.assign(command.input.Item?.text ?? {}, { S: 'changed by its writer' });
    const seen = await sends.send(get('1', true));
    const [queried] = (await sends.send(query())).Items;
    for (const item of [seen.Item, queried]) {
      item.text.S = 'changed by its reader';
      item.nested.M.list.L.push({ S: 'more' });
    }
    // The same expression again fills its tree with other values.
    await sends.send(
      new client.UpdateItemCommand({ ...change, Key: keyOf('2'), ExpressionAttributeValues: nested('second') }),
    );
    expect((await sends.send(get('1'))).Item).toEqual({
      ...{ ...keyOf('1'), text: { S: 'first' } },
      nested: { M: { list: { L: [{ S: 'first' }] } } },
    });
  });

  test('is given to the loser of a condition who asks for it, and to nobody else', async () => {
    const { sends } = await opened();
    const onlyIfFree = { ConditionExpression: 'attribute_not_exists(pk)', text: 'second' };
    const asking = { ...onlyIfFree, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
    await sends.send(put('1', asking));
    expect(await refused(sends.send(put('1', asking)))).toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      extra: { Item: { ...keyOf('1'), text: { S: 'second' } } },
    });
    expect(await refused(sends.send(put('1', onlyIfFree)))).toHaveProperty('extra', {});
    const absent = put('2', { ...asking, ConditionExpression: 'attribute_exists(pk)' });
    expect(Object.keys(((await refused(sends.send(absent))) as AwsError).extra)).toEqual([]);
  });

  // 400 KB are 409,600 bytes; the names and keys of this one take 4 + 2 + 2 + 5 + 1 = 14.
  test.each([
    ['takes exactly 400 KB', 'x'.repeat(409_600 - 14), undefined],
    ['refuses one byte more', 'x'.repeat(409_600 - 13), 'ValidationException'],
    ['counts a letter of two bytes as two', 'é'.repeat(204_794), 'ValidationException'],
  ])('%s', async (_, text, name) => {
    const { sends } = await opened();
    const outcome = sends.send(put('1', { text }));
    if (name === undefined) await outcome;
    else expect((await refused(outcome)).name).toBe(name);
  });

  test('does not grow over 400 KB by an update', async () => {
    const { sends } = await opened();
    const text = 'x'.repeat(409_600 - 14);
    await sends.send(put('1', { text }));
    const change = { UpdateExpression: 'SET more = :more', ExpressionAttributeValues: { ':more': { S: 'm' } } };
    const error = await refused(sends.send(new client.UpdateItemCommand({ TableName, Key: keyOf('1'), ...change })));
    expect(error.message).toBe('Item size to update has exceeded the maximum allowed size');
    expect((await sends.send(get('1'))).Item).toEqual({ ...keyOf('1'), text: { S: text } });
  });
});

test.each([
  ['SET sk = :v', 'Cannot update attribute sk. This attribute is part of the key'],
  ['SET version = :w', 'not defined; attribute value: :w'],
  ['SET version = #w', 'not defined; attribute name: #w'],
  ['SET version = :v ADD version :v', 'Two document paths overlap with each other'],
  ['SET owner = :v', 'Attribute name is a reserved keyword; reserved keyword: owner'],
])('the update %s is refused, and changes nothing', async (UpdateExpression, message) => {
  const { sends } = await opened();
  const ExpressionAttributeValues = { ':v': { N: '1' } };
  const Key = keyOf('1');
  const update = new client.UpdateItemCommand({ TableName, Key, UpdateExpression, ExpressionAttributeValues });
  const error = await refused(sends.send(update));
  expect(error).toMatchObject({ name: 'ValidationException', message: expect.stringContaining(message) });
  expect(await sends.send(get('1'))).toEqual({});
});

test('an expression that is known is judged anew for other types, and for names and values that are empty', async () => {
  const { sends } = await opened();
  const send = (value: client.AttributeValue) =>
    sends.send(
      new client.UpdateItemCommand({
        ...{ TableName, Key: keyOf('1'), UpdateExpression: 'ADD version :v' },
        ExpressionAttributeValues: { ':v': value },
      }),
    );
  await send({ N: '1' });
  await send({ N: '41' });
  expect((await refused(send({ S: '1' }))).message).toContain('Incorrect operand type for operator or function');
  expect((await refused(send({ N: 'one' }))).message).toContain(
    'cannot be converted to a numeric value: one for key :v',
  );
  expect((await sends.send(get('1'))).Item).toEqual({ ...keyOf('1'), version: { N: '42' } });
  const known = { ConditionExpression: 'attribute_exists(pk)' };
  await sends.send(put('1', known));
  const withEmpty = (more: object) => refused(sends.send(put('1', { ...known, ...more })));
  expect((await withEmpty({ ExpressionAttributeNames: {} })).message).toContain('must not be empty');
  expect((await withEmpty({ ExpressionAttributeValues: {} })).message).toContain('must not be empty');
});

describe('A query', () => {
  test('gives items in the order of the bytes of their sort keys, however they came in', async () => {
    const { sends } = await opened();
    const inOrder = ['1', '10', '2', '3', '4', '5', 'a', '\uffff', '\u{1f600}'];
    for (const index of [4, 0, 8, 2, 6, 1, 7, 3, 5]) await sends.send(put(inOrder[index] ?? ''));
    const sortKeys = async (more: object) =>
      (await sends.send(query(more))).Items.map(({ sk }: { sk: { S: string } }) => sk.S);
    expect(await sortKeys({})).toEqual(inOrder);
    expect(await sortKeys({ ScanIndexForward: false })).toEqual(inOrder.toReversed());
  });

  test('ends its page with the item that fills 1 MB, and goes on after it', async () => {
    const { sends } = await opened();
    for (const sk of ['1', '2', '3', '4']) await sends.send(put(sk, { text: 'x'.repeat(400_000) }));
    const first = await sends.send(query({ ConsistentRead: true }));
    expect(first).toMatchObject({ Count: 3, ScannedCount: 3, LastEvaluatedKey: keyOf('3') });
    const second = await sends.send(query({ ExclusiveStartKey: first.LastEvaluatedKey }));
    expect(second).toMatchObject({ Count: 1, Items: [keyOf('4')] });
    expect(second).not.toHaveProperty('LastEvaluatedKey');
  });

  test('says that there may be more where its limit is just reached', async () => {
    const { sends } = await opened();
    await sends.send(put('1'));
    expect(await sends.send(query({ Limit: 1 }))).toMatchObject({ LastEvaluatedKey: keyOf('1') });
    expect(await sends.send(query({ Limit: 2 }))).not.toHaveProperty('LastEvaluatedKey');
  });
});

describe('A read that lags by half a second', () => {
  const lagging = () => opened({ staleMilliseconds: () => 500 });
  const textOf = async (answer: Promise<{ Item?: { text: { S: string } } }>) => (await answer).Item?.text.S;

  test.each([
    ['does not see an item of 499 ms ago', 499, undefined],
    ['sees an item of 500 ms ago', 500, 'first'],
  ])('%s', async (_, milliseconds, seen) => {
    const { clock, sends } = await lagging();
    await sends.send(put('1'));
    clock.milliseconds += milliseconds;
    expect(await textOf(sends.send(get('1')))).toBe(seen);
    expect(await textOf(sends.send(get('1', false)))).toBe(seen);
    expect(await textOf(sends.send(get('1', true)))).toBe('first');
    expect((await sends.send(query())).Count).toBe(seen === undefined ? 0 : 1);
    expect((await sends.send(query({ ConsistentRead: true }))).Count).toBe(1);
  });

  test('sees every write in its turn, and conditions see none of it late', async () => {
    const { clock, sends } = await lagging();
    for (const text of ['first', 'second', 'third']) {
      await sends.send(put('1', { text }));
      clock.milliseconds += 200;
    }
    // Written 600, 400 and 200 ms ago.
    expect(await textOf(sends.send(get('1')))).toBe('first');
    clock.milliseconds += 200;
    expect(await textOf(sends.send(get('1')))).toBe('second');
    const writtenOver = (seen: string) =>
      put('1', {
        text: 'fourth',
        ConditionExpression: '#text = :seen',
        ExpressionAttributeNames: { '#text': 'text' },
        ExpressionAttributeValues: { ':seen': { S: seen } },
      });
    expect((await refused(sends.send(writtenOver('second')))).name).toBe('ConditionalCheckFailedException');
    await sends.send(writtenOver('third'));
    expect(await textOf(sends.send(get('1', true)))).toBe('fourth');
  });

  test('counts the limit of a page in items that it sees', async () => {
    const { clock, sends } = await lagging();
    await sends.send(put('2'));
    clock.milliseconds += 500;
    await sends.send(put('1'));
    expect((await sends.send(query({ Limit: 1 }))).Items).toMatchObject([keyOf('2')]);
  });

  test('lags in one Region and table only, while the fault lasts', async () => {
    let isLagging = true;
    const asked = new Set<string>();
    const { memory, sends } = await opened({
      staleMilliseconds: (region, table) => {
        asked.add(`${region} ${table}`);
        return isLagging && region === HERE ? 500 : 0;
      },
    });
    await memory.createTable(LOST, TABLE);
    for (const region of [HERE, LOST]) await sendsTo(memory, region).send(put('1'));
    expect(await sends.send(get('1'))).toEqual({});
    expect(await textOf(sendsTo(memory, LOST).send(get('1')))).toBe('first');
    isLagging = false;
    expect(await textOf(sends.send(get('1')))).toBe('first');
    expect([...asked]).toEqual([`${HERE} understudy`, `${LOST} understudy`]);
  });

  test.each([
    ['sees the past that is kept', 1000, 'write 4'],
    ['sees it to its end', 2000, 'write 3'],
  ])('%s, however often the item was written', async (_, staleMilliseconds, seen) => {
    const lag = { milliseconds: 0 };
    const { clock, sends } = await opened({ staleMilliseconds: () => lag.milliseconds, staleMillisecondsMax: 2000 });
    for (const write of [0, 1, 2, 3, 4, 5]) {
      await sends.send(put('1', { text: `write ${write}` }));
      clock.milliseconds += write === 5 ? 0 : 1000;
    }
    lag.milliseconds = staleMilliseconds;
    expect(await textOf(sends.send(get('1')))).toBe(seen);
  });

  test('is a mistake of the plan where it would look further back than what is kept', async () => {
    const { sends } = await opened({ staleMilliseconds: () => 60_001 });
    expect((await refused(sends.send(get('1')))).message).toBe(
      'staleMilliseconds of understudy in us-west-2 is 60001, but only 60000 are kept; raise staleMillisecondsMax',
    );
  });
});

describe('What nobody here uses is refused loudly:', () => {
  const Key = keyOf('1');
  const values = { ExpressionAttributeValues: { ':v': { N: '1' } } };
  const change = (UpdateExpression: string, more: object = values) =>
    new client.UpdateItemCommand({ TableName, Key, UpdateExpression, ...more });
  const when = (ConditionExpression: string, more: object = values) => put('1', { ConditionExpression, ...more });
  const range = { ':pk': { S: 'run#1' }, ':sk': { S: '1' } };

  test.each<[string, object]>([
    ['DeleteItem', new client.DeleteItemCommand({ TableName, Key })],
    ['Scan', new client.ScanCommand({ TableName })],
    ['TransactWriteItems', new client.TransactWriteItemsCommand({ TransactItems: [] })],
    ['GetItem with ProjectionExpression', new client.GetItemCommand({ TableName, Key, ProjectionExpression: 'pk' })],
    ['PutItem with ReturnValues', put('1', { ReturnValues: 'ALL_OLD' })],
    ['Query with IndexName', query({ IndexName: 'by-time' })],
    ['an attribute of bytes', put('1', { Item: { ...Key, bytes: { B: new Uint8Array(1) } } })],
    ['between in a condition', when('version BETWEEN :v AND :v')],
    ['begins_with in a condition', when('begins_with(sk, :v)', { ExpressionAttributeValues: { ':v': { S: '1' } } })],
    ['size in a condition', when('size(sk) > :v')],
    ['the path a.b', when('attribute_exists(a.b)', {})],
    ['the path a.0', change('SET a[0] = :v')],
    ['REMOVE of this form in an update', change('REMOVE a', {})],
    ['SET of this form in an update', change('SET a = a + :v')],
    ['ADD of this form in an update', change('ADD a :v', { ExpressionAttributeValues: { ':v': { SS: ['a'] } } })],
    ['the sum of 0 and 1.5', change('ADD a :v', { ExpressionAttributeValues: { ':v': { N: '1.5' } } })],
    [
      'a key condition other than one partition',
      query({ KeyConditionExpression: 'pk = :pk AND sk = :sk', ExpressionAttributeValues: range }),
    ],
  ])('%s', async (what, command) => {
    const { sends } = await opened();
    const error = await refused(sends.send(command));
    expect(error).toMatchObject({ name: 'NotImplemented', status: 501 });
    expect(error.message).toContain(`dynamodb: ${what}`);
    expect(error.message).toMatch(/ is not simulated$/);
  });

  test('a table with an index', async () => {
    const { memory } = await opened();
    const index = { IndexName: 'by-time', KeySchema: [], Projection: {} };
    const table = { ...TABLE, TableName: 'indexed', GlobalSecondaryIndexes: [index] };
    expect((await refused(memory.createTable(HERE, table))).name).toBe('NotImplemented');
  });

  test.each<[string, object, string]>([
    ['no table', { Key }, "1 validation error detected: Value null at 'tableName' failed"],
    ['nothing at all', {}, "2 validation errors detected: Value null at 'tableName' failed"],
  ])('GetItem that names %s is as wrong as in AWS', async (_, input, message) => {
    const { sends } = await opened();
    const error = await refused(sends.send(new client.GetItemCommand(input as never)));
    expect(error).toMatchObject({ name: 'ValidationException', message: expect.stringContaining(message) });
  });
});
