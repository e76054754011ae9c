import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { type EndpointInTest, openEndpoint, refused } from './aws-endpoint';
import { type AwsWorld, awsWorld } from './aws-world';

const BUS = 'arn:aws:events:us-west-2:111122223333:event-bus/default';
let world: AwsWorld;
let endpoint: EndpointInTest;
let received: unknown[];

beforeEach(async () => {
  world = awsWorld();
  endpoint = await openEndpoint([world.services.events.service]);
  received = [];
  world.functions.set('follow', (event) => void received.push(event));
  const functionArn = 'arn:aws:lambda:us-west-2:111122223333:function:follow';
  const arn = 'arn:aws:events:us-west-2:111122223333:rule/follow';
  const action = 'lambda:InvokeFunction';
  world.services.functionPolicies.add({ functionArn, action, principal: 'events.amazonaws.com', sourceArn: arn });
  const pattern = { source: ['understudy'], 'detail-type': ['Active Region Changed'] };
  world.services.events.putRule({
    arn,
    region: 'us-west-2',
    enabled: true,
    pattern,
    targets: [{ id: 'one', arn: functionArn }],
  });
});
afterEach(async () => {
  await endpoint.close();
  world.services.events.close();
});

const entry: PutEventsRequestEntry = {
  Source: 'understudy',
  DetailType: 'Active Region Changed',
  Detail: '{"plan":"orders"}',
};
const send = (Entries: PutEventsRequestEntry[]) =>
  new EventBridgeClient(endpoint.settings()).send(new PutEventsCommand({ Entries }));
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a rule of the Region receives what was put, in the envelope of the bus', async () => {
  const { Entries, FailedEntryCount } = await send([entry, { ...entry, Source: 'other' }]);
  await settled();
  expect(FailedEntryCount).toBe(0);
  expect(received).toMatchObject([
    {
      id: Entries?.[0]?.EventId,
      source: 'understudy',
      'detail-type': 'Active Region Changed',
      account: '111122223333',
      region: 'us-west-2',
      resources: [],
      detail: { plan: 'orders' },
    },
  ]);
});

test.each<[string, PutEventsRequestEntry, string]>([
  ['without a source', { ...entry, Source: undefined }, 'InvalidArgument'],
  ['without a detail type', { ...entry, DetailType: '' }, 'InvalidArgument'],
  ['without a detail', { ...entry, Detail: undefined }, 'InvalidArgument'],
  ['with a source of AWS', { ...entry, Source: 'aws.rds' }, 'NotAuthorizedForSourceException'],
  ['whose detail is no JSON', { ...entry, Detail: '{' }, 'MalformedDetail'],
  ['whose detail is no object', { ...entry, Detail: '[]' }, 'MalformedDetail'],
])('an entry %s fails by itself', async (_, wrong, ErrorCode) => {
  const output = await send([wrong, entry]);
  await settled();
  expect(output).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode }, { EventId: expect.any(String) }] });
  expect(received).toHaveLength(1);
});

test.each([0, 11])('%i entries are refused', async (count) => {
  const error = await refused(send(Array.from({ length: count }, () => entry)));
  expect(error.name).toBe('ValidationException');
});

test('256 KB are the most', async () => {
  const error = await refused(send([{ ...entry, Detail: JSON.stringify({ text: 'x'.repeat(262_144) }) }]));
  expect(error.name).toBe('ValidationException');
});

test.each<[string, PutEventsRequestEntry]>([
  ['another bus', { ...entry, EventBusName: 'other' }],
  ['a time', { ...entry, Time: new Date(0) }],
])('%s is not rehearsed', async (_, wrong) => {
  expect((await refused(send([wrong]))).name).toBe('NotImplemented');
  expect(received).toEqual([]);
});

test('IAM is asked for each entry, with its source and detail type', async () => {
  const conditions = { StringEquals: { 'events:source': 'understudy', 'events:detail-type': 'Active Region Changed' } };
  const statement = { Effect: 'Allow' as const, Action: 'events:PutEvents', Resource: BUS, Condition: conditions };
  const own = new EventBridgeClient(endpoint.as({ name: 'announcer', statements: [statement] }));
  expect((await own.send(new PutEventsCommand({ Entries: [entry] }))).FailedEntryCount).toBe(0);
  for (const other of [
    { ...entry, Source: 'orders' },
    { ...entry, DetailType: 'Order Placed' },
  ]) {
    const error = await refused(own.send(new PutEventsCommand({ Entries: [entry, other] })));
    expect(error.name).toBe('AccessDeniedException');
  }
});
