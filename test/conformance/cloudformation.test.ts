import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import { ACCOUNT, type AwsWorld, awsWorld, caller, nameOf } from './aws-world';

const BUCKET = 'releases';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/release`;

let world: AwsWorld;
let call: ReturnType<typeof caller>;

beforeEach(() => {
  world = awsWorld();
  call = caller(world.services.cloudformation.service);
  world.services.s3.createBucket({ name: BUCKET, region: 'us-west-2', versioned: true });
  world.services.roles.trust(ROLE, ['cloudformation.amazonaws.com']);
});
afterEach(() => world.services.close());

const GOOD = {
  Parameters: { Name: { Type: 'String' }, Password: { Type: 'String', NoEcho: true, Default: 'secret' } },
  Resources: { Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { Ref: 'Name' } } } },
  Outputs: { Group: { Value: { Ref: 'Logs' } } },
};

/** The address of a template in the bucket, by version. */
function staged(template: object): string {
  const { versionId } = world.services.s3.putObject({
    bucket: BUCKET,
    key: 'web.json',
    body: JSON.stringify(template),
  });
  return `https://${BUCKET}.s3.us-west-2.amazonaws.com/web.json?versionId=${versionId}`;
}

const create = (more: object = {}) =>
  call('CreateStack', {
    StackName: 'web',
    TemplateURL: staged(GOOD),
    Parameters: [{ ParameterKey: 'Name', ParameterValue: 'orders' }],
    ...more,
  });
const describe_ = async (StackName = 'web'): Promise<Stack> => (await call('DescribeStacks', { StackName })).Stacks[0];
const events = async (StackName = 'web'): Promise<StackEvent[]> =>
  (await call('DescribeStackEvents', { StackName })).StackEvents;
const allow = (Action: string) => world.services.iam.attach(ROLE, [{ Effect: 'Allow', Action, Resource: '*' }]);

test('a stack is created in a minute, and shows outputs, tags and no secret parameter', async () => {
  const { StackId } = await create({ Tags: [{ Key: 'understudy:plan', Value: 'orders' }] });
  expect(StackId).toMatch(new RegExp(`^arn:aws:cloudformation:us-west-2:${ACCOUNT}:stack/web/[0-9a-f-]{36}$`));
  expect((await describe_()).StackStatus).toBe('CREATE_IN_PROGRESS');
  await world.clock.pass(60_000);
  expect(await describe_(StackId)).toMatchObject({
    StackStatus: 'CREATE_COMPLETE',
    Outputs: [{ OutputKey: 'Group', OutputValue: 'orders' }],
    Tags: [{ Key: 'understudy:plan', Value: 'orders' }],
    Parameters: [{ ParameterValue: 'orders' }, { ParameterValue: '****' }],
  });
});

test('the version that the URL names is the one that is deployed', async () => {
  const old = staged(GOOD);
  staged({ Resources: { Other: { Type: 'AWS::Logs::LogGroup' } } });
  await create({ TemplateURL: old });
  await world.clock.pass(60_000);
  expect((await call('DescribeStackResources', { StackName: 'web' })).StackResources).toMatchObject([
    { LogicalResourceId: 'Logs' },
  ]);
});

test('a name that is taken and a token that was used are told apart', async () => {
  await create({ ClientRequestToken: 'run-1' });
  expect(await nameOf(create({ ClientRequestToken: 'run-1' }))).toBe('TokenAlreadyExistsException');
  expect(await nameOf(create({ ClientRequestToken: 'run-2' }))).toBe('AlreadyExistsException');
});

test('a missing stack is a ValidationError, and deleting it succeeds', async () => {
  expect(await nameOf(describe_('none'))).toBe('ValidationError');
  expect(await call('DeleteStack', { StackName: 'none' })).toEqual({});
});

test.each<[string, object]>([
  ['a template that is not there', { TemplateURL: `https://${BUCKET}.s3.us-west-2.amazonaws.com/none.json` }],
  ['a URL that is not S3', { TemplateURL: 'https://example.com/web.json' }],
  ['a parameter that the template has not', { Parameters: [{ ParameterKey: 'Colour', ParameterValue: 'red' }] }],
  ['a role that CloudFormation may not assume', { RoleARN: `arn:aws:iam::${ACCOUNT}:role/other` }],
  ['both OnFailure and DisableRollback', { OnFailure: 'DELETE', DisableRollback: true }],
])('%s is a ValidationError, and no stack is begun', async (_, more) => {
  expect(await nameOf(create(more))).toBe('ValidationError');
  expect(world.services.cloudformation.stacks()).toEqual([]);
});

test('a member that this world would pass over is refused', async () => {
  expect(await nameOf(create({ NotificationARNs: ['arn:x'] }))).toBe('NotImplemented');
});

test("the template is read with the caller's permissions, and the resources are created with the role's", async () => {
  const user = `arn:aws:iam::${ACCOUNT}:role/deploy`;
  const deploy = caller(world.services.cloudformation.service, 'us-west-2', user);
  const input = {
    StackName: 'web',
    TemplateURL: staged(GOOD),
    RoleARN: ROLE,
    Parameters: [{ ParameterKey: 'Name', ParameterValue: 'o' }],
  };
  expect(await nameOf(deploy('CreateStack', input))).toBe('ValidationError');
  world.services.iam.attach(user, [
    { Effect: 'Allow', Action: 's3:GetObjectVersion', Resource: `arn:aws:s3:::${BUCKET}/*` },
  ]);
  allow('logs:CreateLogGroup');
  await deploy('CreateStack', input);
  await world.clock.pass(60_000);
  expect((await describe_()).StackStatus).toBe('CREATE_COMPLETE');
});

test('a role is passed to CloudFormation, which IAM is asked about', () => {
  const asked = {
    principal: { roleArn: '', about: '', region: '' },
    region: 'us-west-2',
    requestId: '',
    operation: '',
  };
  const input = { StackName: 'web', RoleARN: ROLE, Tags: [{ Key: 'understudy:plan', Value: 'orders' }] };
  const requests = world.services.cloudformation.service.authorization('CreateStack', input, asked);
  expect(requests).toMatchObject([
    { action: 'cloudformation:CreateStack', context: { 'aws:RequestTag/understudy:plan': 'orders' } },
    { action: 'iam:PassRole', resource: ROLE, context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
  ]);
});

test.each([
  ['ROLLBACK', 'ROLLBACK_COMPLETE'],
  ['DO_NOTHING', 'CREATE_FAILED'],
  ['DELETE', 'DELETE_COMPLETE'],
])(
  'a failed creation with OnFailure %s ends as %s, and its first failed resource has the reason',
  async (OnFailure, status) => {
    const { StackId } = await create({ RoleARN: ROLE, OnFailure, ClientRequestToken: 'run-1' });
    await world.clock.pass(100_000);
    expect((await describe_(StackId)).StackStatus).toBe(status);
    const failed = (await events(StackId)).reverse().find((event) => event.ResourceStatus === 'CREATE_FAILED');
    expect(failed).toMatchObject({ LogicalResourceId: 'Logs', ClientRequestToken: 'run-1' });
    expect(failed?.ResourceStatusReason).toMatch(
      /^Resource handler returned message: "User: .* is not authorized to perform: logs:CreateLogGroup .*HandlerErrorCode: AccessDenied\)$/,
    );
  },
);

test('a deleted stack is found by its ARN only, and its name is free again', async () => {
  const { StackId } = await create();
  await world.clock.pass(60_000);
  await call('DeleteStack', { StackName: 'web', ClientRequestToken: 'run-2' });
  expect((await describe_()).StackStatus).toBe('DELETE_IN_PROGRESS');
  await world.clock.pass(30_000);
  expect(await nameOf(describe_())).toBe('ValidationError');
  expect((await describe_(StackId)).StackStatus).toBe('DELETE_COMPLETE');
  expect((await create()).StackId).not.toBe(StackId);
});

test('a protected stack is not deleted', async () => {
  await create({ EnableTerminationProtection: true });
  expect(await nameOf(call('DeleteStack', { StackName: 'web' }))).toBe('ValidationError');
});

test('stacks of another Region are not seen', async () => {
  await create();
  const { Stacks } = await caller(world.services.cloudformation.service, 'us-east-1')('DescribeStacks');
  expect(Stacks).toEqual([]);
});
