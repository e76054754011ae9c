import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { FailingCreation } from '../../lib/rehearsal/aws/cloudformation';
import { type AwsWorld, awsWorld, caller } from './aws-world';

const region = 'us-west-2';
const REASON = 'The service was unable to place a task';
const TargetGroupArn = 'arn:target-group';
const container = { Name: 'web', Image: `repository/orders@sha256:${'c'.repeat(64)}` };
const service = {
  Cluster: 'orders',
  LaunchType: 'FARGATE',
  LoadBalancers: [{ ContainerName: 'web', ContainerPort: 8080, TargetGroupArn }],
  TaskDefinition: { Ref: 'Task' },
};
/** The service waits for its tasks to be healthy; the group is made once the role is. */
const TEMPLATE = {
  Resources: {
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [container], Family: 'web' } },
    Service: { Type: 'AWS::ECS::Service', Properties: service },
    Queue: { Type: 'AWS::SQS::Queue', DependsOn: 'Task' },
    Logs: { Type: 'AWS::Logs::LogGroup', DependsOn: 'Queue' },
  },
};

let world: AwsWorld;
let call: ReturnType<typeof caller>;
beforeEach(() => {
  world = awsWorld();
  call = caller(world.services.cloudformation.service);
  world.services.s3.createBucket({ name: 'releases', region });
  world.services.s3.putObject({ bucket: 'releases', key: 'web.json', body: JSON.stringify(TEMPLATE) });
  world.targets.set(TargetGroupArn, []);
});
afterEach(() => world.services.close());

const fail = (what: Omit<FailingCreation, 'region' | 'reason'> & { region?: string }) =>
  world.services.cloudformation.failCreation({ region, reason: REASON, ...what });
const create = (StackName = 'web') =>
  call('CreateStack', {
    StackName,
    TemplateURL: 'https://releases.s3.us-west-2.amazonaws.com/web.json',
    OnFailure: 'DO_NOTHING',
  });
const statusOf = async (StackName = 'web') => (await call('DescribeStacks', { StackName })).Stacks[0].StackStatus;
const events = async (StackName = 'web'): Promise<StackEvent[]> =>
  (await call('DescribeStackEvents', { StackName })).StackEvents.reverse();
const failures = async () =>
  (await events()).filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED').map(told);
const told = ({ LogicalResourceId: id, ResourceStatusReason: reason }: StackEvent) =>
  `${id}: ${reason?.replace(/RequestToken: [0-9a-f-]{36}/, 'RequestToken: …')}`;

// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
test('a resource that fails cancels what is under way, begins nothing else, and leaves all that was created', async () => {
  world.tasks.healthy = false;
  fail({ logicalId: 'Queue', handlerErrorCode: 'ServiceLimitExceeded' });
  await create();
  await world.clock.pass(1000);
  expect(await failures()).toEqual([
    `Queue: Resource handler returned message: "${REASON}" (RequestToken: …, HandlerErrorCode: ServiceLimitExceeded)`,
    'Service: Resource creation cancelled',
  ]);
  world.targets.get(TargetGroupArn)?.forEach((target) => {
    target.state = 'healthy';
  });
  await world.clock.pass(120_000);
  expect(await statusOf()).toBe('CREATE_FAILED');
  expect((await failures()).at(-1)).toBe('web: The following resource(s) failed to create: [Queue, Service].');
  const statuses = (await events()).map(({ LogicalResourceId: id, ResourceStatus: status }) => `${id} ${status}`);
  expect(statuses).toContain('Task CREATE_COMPLETE');
  expect(statuses).not.toContain('Service CREATE_COMPLETE');
  expect(statuses.filter((status) => status.startsWith('Logs'))).toEqual([]);
});

test('what was cancelled is deleted with its stack all the same', async () => {
  fail({ logicalId: 'Queue' });
  await create();
  await world.clock.pass(120_000);
  await call('DeleteStack', { StackName: 'web' });
  await world.clock.pass(60_000);
  expect(world.services.cloudformation.stacks()).toEqual([]);
  expect(world.targets.get(TargetGroupArn)).toEqual([]);
});

test.each<[string, Parameters<typeof fail>[0], string]>([
  ['of that logical id', { logicalId: 'Queue' }, 'CREATE_FAILED'],
  ['of that type', { type: 'AWS::SQS::Queue' }, 'CREATE_FAILED'],
  ['of both', { logicalId: 'Queue', type: 'AWS::SQS::Queue' }, 'CREATE_FAILED'],
  ['of another type', { logicalId: 'Queue', type: 'AWS::SNS::Topic' }, 'CREATE_COMPLETE'],
  ['of another Region', { logicalId: 'Queue', region: 'us-east-1' }, 'CREATE_COMPLETE'],
])('a creation %s ends the stack as it should', async (_, what, status) => {
  fail(what);
  await create();
  await world.clock.pass(120_000);
  expect(await statusOf()).toBe(status);
});

test('as many creations fail as were asked for, and the next one succeeds', async () => {
  fail({ logicalId: 'Queue', times: 2 });
  for (const status of ['CREATE_FAILED', 'CREATE_FAILED', 'CREATE_COMPLETE']) {
    await create();
    await world.clock.pass(120_000);
    expect(await statusOf()).toBe(status);
    await call('DeleteStack', { StackName: 'web' });
    await world.clock.pass(60_000);
  }
});

test('a failure that names no resource is refused', () => {
  expect(() => fail({})).toThrow('needs a logicalId or a type');
});
