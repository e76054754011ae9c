import {
  GetParameterCommand,
  GetParameterHistoryCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { createSsm } from '../../lib/rehearsal/aws/ssm';
import { ACCOUNT, type EndpointInTest, openEndpoint, refused } from './aws-endpoint';

const AT = '2026-11-21T01:02:03.000Z';
const Name = '/understudy/orders/active-region';
const ARN = `arn:aws:ssm:us-west-2:${ACCOUNT}:parameter${Name}`;
let endpoint: EndpointInTest;
let ssm: ReturnType<typeof createSsm>;

beforeEach(async () => {
  ssm = createSsm({ account: ACCOUNT, clock: { iso: () => AT } });
  endpoint = await openEndpoint([ssm.service]);
});
afterEach(() => endpoint.close());

const client = (region = 'us-west-2') => new SSMClient(endpoint.settings(undefined, region));
const put = (input: Partial<PutParameterCommandInput> = {}) =>
  client().send(new PutParameterCommand({ Name, Value: 'us-west-2', Type: 'String', Overwrite: true, ...input }));
const get = (region?: string) => client(region).send(new GetParameterCommand({ Name }));
const history = (more: object = {}) => client().send(new GetParameterHistoryCommand({ Name, ...more }));

test('answers the newest value of a parameter, without its description', async () => {
  expect(await put({ Description: 'epoch 101' })).toMatchObject({ Version: 1, Tier: 'Standard' });
  expect((await get()).Parameter).toEqual({
    ARN,
    Name,
    Type: 'String',
    Value: 'us-west-2',
    Version: 1,
    LastModifiedDate: new Date(AT),
    DataType: 'text',
  });
});

test('keeps a parameter in its own Region', async () => {
  await put();
  const error = await refused(get('us-east-1'));
  expect(error).toBeInstanceOf(ParameterNotFound);
  expect(error.$metadata?.httpStatusCode).toBe(400);
});

test('overwrites only when told to', async () => {
  await put();
  expect(await refused(put({ Overwrite: false }))).toBeInstanceOf(ParameterAlreadyExists);
  expect(ssm.valueOf('us-west-2', Name)).toBe('us-west-2');
  expect((await put({ Value: 'us-east-1' })).Version).toBe(2);
  expect(ssm.valueOf('us-west-2', Name)).toBe('us-east-1');
});

test('tells the descriptions of all versions, oldest first, by pages', async () => {
  await put({ Description: 'epoch 101' });
  await put({ Value: 'us-east-1' });
  await put({ Description: 'epoch 301' });
  const first = await history({ MaxResults: 2 });
  expect(first.Parameters).toMatchObject([{ Version: 1, Description: 'epoch 101' }, { Version: 2 }]);
  expect(first.Parameters?.[1]).not.toHaveProperty('Description');
  const second = await history({ MaxResults: 2, NextToken: first.NextToken });
  expect(second.Parameters).toMatchObject([{ Version: 3, Description: 'epoch 301' }]);
  expect(second.NextToken).toBeUndefined();
});

test('keeps the 100 newest versions', async () => {
  for (let version = 1; version <= 101; version++) await put({ Value: `v${version}` });
  expect((await history()).Parameters?.[0]).toMatchObject({ Version: 2, Value: 'v2' });
});

test.each<[string, Partial<PutParameterCommandInput>]>([
  ['an empty value', { Value: '' }],
  ['a value over 4096 bytes', { Value: 'v'.repeat(4097) }],
  ['a description over 1024 characters', { Description: 'd'.repeat(1025) }],
  ['a new parameter without a type', { Type: undefined }],
])('refuses %s', async (_, input) => {
  expect((await refused(put(input))).name).toBe('ValidationException');
});

test('takes the type of what stands there', async () => {
  await put();
  expect((await put({ Type: undefined, Value: 'us-east-1' })).Version).toBe(2);
});

test.each<[string, Partial<PutParameterCommandInput>]>([
  ['a secret', { Type: 'SecureString' }],
  ['a policy', { Policies: '{}' }],
  ['a tier', { Tier: 'Advanced' }],
])('says that %s is not rehearsed', async (_, input) => {
  expect((await refused(put(input))).name).toBe('NotImplemented');
});

test('says that a version in the name is not rehearsed', async () => {
  const error = await refused(client().send(new GetParameterCommand({ Name: `${Name}:1` })));
  expect(error.name).toBe('NotImplemented');
});

test('asks IAM for the parameter by its path', async () => {
  const own = new SSMClient(
    endpoint.as({ name: 'announcer', statements: [{ Effect: 'Allow', Action: 'ssm:PutParameter', Resource: ARN }] }),
  );
  await own.send(new PutParameterCommand({ Name, Value: 'us-west-2', Type: 'String' }));
  expect((await refused(own.send(new GetParameterCommand({ Name })))).name).toBe('AccessDeniedException');
  const other = new PutParameterCommand({ Name: `${Name}-2`, Value: 'x', Type: 'String' });
  expect((await refused(own.send(other))).name).toBe('AccessDeniedException');
  expect(endpoint.lines).toMatchObject([{ resource: ARN }, { error: 'AccessDeniedException' }]);
});
