import {
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Item } from './items';
import type { Draw } from './product-moves';

type Command = GetItemCommand | PutItemCommand | QueryCommand | UpdateItemCommand;

/** Requests of the product's forms that the product does not send in this mixture: right, odd and refused. */
export const rawRequests = (table: string, draw: Draw): readonly (() => Command)[] => {
  const key = () => ({ pk: { S: draw(['a', 'b', '', 'é']) }, sk: { S: draw(['1', '2', '10', 'ž', '']) } });
  const number = () => draw(['1', '01.50', '-7', '1e3', '0', '-0.0', 'seven', '']);
  const value = (): AttributeValue =>
    draw<AttributeValue>([{ S: 'x' }, { S: '' }, { N: number() }, { BOOL: true }, { NULL: true }]);
  const nested = () =>
    draw<AttributeValue | object>([
      value(),
      { L: [value(), { M: { deep: value() } }] },
      {},
      { SS: ['b', 'a'] },
      { SS: [] },
      { NS: ['1', '1.0'] },
    ]);
  const at = () => ({ TableName: draw([table, table, table, table, 'nowhere']) });
  const names = () =>
    draw<Record<string, string> | undefined>([
      { '#v': 'version' },
      { '#v': 'sk' },
      { '#v': 'version', '#w': 'w' },
      {},
      undefined,
    ]);
  const values = () =>
    draw<Item | undefined>([{ ':v': value() }, { ':v': { N: '1' } }, { ':w': { S: 'w' } }, {}, undefined]);
  const attributes = () => ({ ExpressionAttributeNames: names(), ExpressionAttributeValues: values() });
  const condition = () => ({
    ConditionExpression: draw([
      ...[undefined, 'attribute_not_exists(pk)', 'attribute_exists(#v)', '#v = :v', '#v <> :v', '#v < :v', ''],
      ...['attribute_not_exists(pk) OR #v >= :v', 'NOT #v = :v', 'version = :v AND', 'state = :v', '(#v = :v)'],
    ]),
    ...attributes(),
  });
  const change = () => ({
    UpdateExpression: draw([
      'SET #v = :v',
      'ADD #v :v',
      'SET #v = :v ADD #v :v',
      'SET a = :v ADD #v :v',
      undefined,
      '',
    ]),
    ...condition(),
  });
  const start = () => ({ pk: { S: draw(['a', 'b', 'é']) }, sk: { S: draw(['1', '15', '2', 'ž']) } });
  const order = () => ({ Limit: draw([undefined, 0, 1, 2, 5]), ScanIndexForward: draw([undefined, true, false]) });
  return [
    () => new GetItemCommand({ ...at(), Key: key(), ConsistentRead: draw([true, false, undefined]) }),
    () => new GetItemCommand({ ...at(), Key: draw<Item>([{ pk: { S: 'a' } }, { ...key(), more: { S: 'm' } }, {}]) }),
    () => new PutItemCommand({ ...at(), Item: { ...key(), version: value(), more: nested() as never } }),
    () => new PutItemCommand({ ...at(), Item: { ...key(), version: { N: number() } }, ...condition() }),
    () => new PutItemCommand({ ...at(), Item: draw<Item>([{ pk: { S: 'a' } }, { ...key(), sk: { N: '1' } }, {}]) }),
    () => new UpdateItemCommand({ ...at(), Key: key(), ...change() }),
    () => new UpdateItemCommand({ ...at(), Key: key(), ...change() }),
    () =>
      new UpdateItemCommand({
        ...{ ...at(), Key: key(), ExpressionAttributeNames: { '#v': 'version' } },
        UpdateExpression: draw(['SET #v = :v', 'ADD #v :v', 'SET #v = :v ADD added :v', 'SET more = :v ADD #v :v']),
        ExpressionAttributeValues: { ':v': { N: draw(['1', '01.0', '-7', '1e3', '0']) } },
      }),
    () =>
      new QueryCommand({
        ...{ ...at(), ...order(), ConsistentRead: true },
        KeyConditionExpression: draw(['pk = :v', '#v = :v', 'pk = :w', 'pk =']),
        ExpressionAttributeNames: names(),
        ExpressionAttributeValues: { ':v': draw<AttributeValue>([{ S: 'a' }, { S: '' }, { N: '1' }]) },
      }),
    () =>
      new QueryCommand({
        ...{ ...at(), ...order(), ConsistentRead: true },
        KeyConditionExpression: 'pk = :v',
        ExpressionAttributeValues: { ':v': { S: draw(['a', 'b', 'é']) } },
        ...draw([{}, { ExclusiveStartKey: draw<Item>([start(), start(), start(), { pk: { S: 'a' } }]) }]),
      }),
  ];
};
