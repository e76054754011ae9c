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
    { action: 'cloudformation:TagResource', context: { 'aws:RequestTag/understudy:plan': 'orders' } },
    { action: 'iam:PassRole', resource: ROLE, context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
  ]);
});

describe('with a role, DeleteStack', () => {
  const made = async () => {
    allow('logs:CreateLogGroup');
    const { StackId } = await create({ RoleARN: ROLE });
    await world.clock.pass(60_000);
    return StackId as string;
  };

  test('fails at the first resource that the role may not delete, names it, and leaves the stack', async () => {
    const StackName = await made();
    await call('DeleteStack', { StackName, RoleARN: ROLE, ClientRequestToken: 'run-2' });
    await world.clock.pass(30_000);
    expect(await describe_()).toMatchObject({
      StackStatus: 'DELETE_FAILED',
      StackStatusReason: 'The following resource(s) failed to delete: [Logs].',
    });
    const failed = (await events(StackName)).find(
      ({ ResourceStatus, LogicalResourceId }) => ResourceStatus === 'DELETE_FAILED' && LogicalResourceId === 'Logs',
    );
    expect(failed?.ResourceStatusReason).toContain('is not authorized to perform: logs:DeleteLogGroup');
  });

  test('goes on where it failed once the cause is mended', async () => {
    const StackName = await made();
    await call('DeleteStack', { StackName, RoleARN: ROLE });
    await world.clock.pass(30_000);
    allow('logs:DeleteLogGroup');
    await call('DeleteStack', { StackName, RoleARN: ROLE });
    await world.clock.pass(30_000);
    expect((await describe_(StackName)).StackStatus).toBe('DELETE_COMPLETE');
  });

  test('works with the role that is passed, and without one with the role the stack was made with', async () => {
    const other = `arn:aws:iam::${ACCOUNT}:role/other`;
    world.services.roles.trust(other, ['cloudformation.amazonaws.com']);
    world.services.iam.attach(other, [{ Effect: 'Allow', Action: 'logs:DeleteLogGroup', Resource: '*' }]);
    const StackName = await made();
    await call('DeleteStack', { StackName });
    await world.clock.pass(30_000);
    expect((await describe_()).StackStatus).toBe('DELETE_FAILED');
    await call('DeleteStack', { StackName, RoleARN: other });
    await world.clock.pass(30_000);
    expect((await describe_(StackName)).StackStatus).toBe('DELETE_COMPLETE');
  });

  test('refuses one that CloudFormation may not assume', async () => {
    const StackName = await made();
    const RoleARN = `arn:aws:iam::${ACCOUNT}:role/untrusted`;
    expect(await nameOf(call('DeleteStack', { StackName, RoleARN }))).toBe('ValidationError');
    expect((await describe_()).StackStatus).toBe('CREATE_COMPLETE');
  });

  test('asks IAM for the deletion with that role, and for passing it', () => {
    const asked = {
      principal: { roleArn: '', about: '', region: '' },
      region: 'us-west-2',
      requestId: '',
      operation: '',
    };
    const StackName = `arn:aws:cloudformation:us-west-2:${ACCOUNT}:stack/web/1`;
    const input = { StackName, RoleARN: ROLE };
    expect(world.services.cloudformation.service.authorization('DeleteStack', input, asked)).toMatchObject([
      { action: 'cloudformation:DeleteStack', resource: StackName, context: { 'cloudformation:RoleArn': ROLE } },
      { action: 'iam:PassRole', resource: ROLE, context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
    ]);
  });
});

test('a stack can be deleted before its first resource is created, and is never complete', async () => {
  const { StackId } = await create();
  await call('DeleteStack', { StackName: 'web' });
  expect((await describe_()).StackStatus).toBe('DELETE_IN_PROGRESS');
  await world.clock.pass(30_000);
  expect((await describe_(StackId)).StackStatus).toBe('DELETE_COMPLETE');
  await world.clock.pass(60_000);
  expect((await describe_(StackId)).StackStatus).toBe('DELETE_COMPLETE');
});

test('a stack that is deleted while its tasks start ends them all before it is gone', async () => {
  const TargetGroupArn = 'arn:target-group';
  world.targets.set(TargetGroupArn, []);
  world.tasks.healthy = false;
  const container = { Name: 'web', Image: `repository/orders@sha256:${'c'.repeat(64)}` };
  const service = {
    Cluster: 'orders',
    LaunchType: 'FARGATE',
    LoadBalancers: [{ ContainerName: 'web', ContainerPort: 8080, TargetGroupArn }],
    TaskDefinition: { Ref: 'Task' },
  };
  const Resources = {
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [container], Family: 'web' } },
    Service: { Type: 'AWS::ECS::Service', Properties: service },
  };
  const { StackId } = await create({ TemplateURL: staged({ Resources }), Parameters: [] });
  await world.clock.pass(1000);
  await call('DeleteStack', { StackName: 'web' });
  await world.clock.pass(1000);
  world.tasks.healthy = true;
  world.targets.get(TargetGroupArn)?.forEach((target) => {
    target.state = 'healthy';
  });
  await world.clock.pass(31_000);
  expect((await describe_(StackId)).StackStatus).toBe('DELETE_COMPLETE');
  expect(world.targets.get(TargetGroupArn)).toEqual([]);
  expect(
    (await events(StackId)).map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`),
  ).toEqual([
    'web DELETE_COMPLETE',
    'Task DELETE_COMPLETE',
    'Task DELETE_IN_PROGRESS',
    'Service DELETE_COMPLETE',
    'Service DELETE_IN_PROGRESS',
    'Service CREATE_COMPLETE',
    'web DELETE_IN_PROGRESS',
    'Service CREATE_IN_PROGRESS',
    'Task CREATE_COMPLETE',
    'Task CREATE_IN_PROGRESS',
    'web CREATE_IN_PROGRESS',
  ]);
});

test('stacks of another Region are not seen', async () => {
  await create();
  const { Stacks } = await caller(world.services.cloudformation.service, 'us-east-1')('DescribeStacks');
  expect(Stacks).toEqual([]);
});
