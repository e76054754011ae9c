import {
  CloudFormationClient,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import * as client from '@aws-sdk/client-ecs';
import { provisionStack } from '../../lib/rehearsal/aws/provisioner';
import { type EndpointInTest, openEndpoint, refused } from './aws-endpoint';
import { ACCOUNT, type AwsWorld, awsWorld } from './aws-world';

const REGION = 'us-west-2';
const GROUP = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:targetgroup/web/1`;
const TEMPLATE = {
  Resources: {
    ...Object.fromEntries(
      Array.from({ length: 5 }, (_, index) => [
        `Logs${index}`,
        { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: `logs-${index}` } },
      ]),
    ),
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        ContainerDefinitions: [{ Name: 'web', Image: `orders@sha256:${'a'.repeat(64)}` }],
        Family: 'orders-web',
      },
    },
    Web: {
      Type: 'AWS::ECS::Service',
      Properties: {
        Cluster: 'orders',
        DesiredCount: 2,
        LaunchType: 'FARGATE',
        LoadBalancers: [{ ContainerName: 'web', ContainerPort: 8080, TargetGroupArn: GROUP }],
        TaskDefinition: { Ref: 'Task' },
      },
    },
  },
};

let world: AwsWorld;
let endpoint: EndpointInTest;
let ecs: client.ECSClient;
let arn: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  world = awsWorld();
  world.targets.set(GROUP, []);
  const { cloudformation, ecs: service } = world.services;
  endpoint = await openEndpoint([cloudformation.service, service.service]);
  ecs = new client.ECSClient(endpoint.settings());
  const place = { name: 'orders-web-r-1', region: REGION, account: ACCOUNT, assetDirectory: '' };
  const tags = { 'understudy:plan': 'orders' };
  const made = await world.clock.until(provisionStack(world.services, { ...place, template: TEMPLATE, tags }));
  cloudformation.register({ ...place, template: JSON.stringify(TEMPLATE), ...made });
  arn = made.resources.find(({ logicalId }) => logicalId === 'Web')?.physicalId ?? '';
  remove = () => world.clock.until(made.remove());
});
afterEach(async () => {
  ecs.destroy();
  await endpoint.close();
  await world.services.close();
  expect([...endpoint.defects, ...world.defects]).toEqual([]);
});

const described = async (services = [arn], cluster = 'orders') =>
  ecs.send(new client.DescribeServicesCommand({ cluster, services }));
const counts = async () => {
  const [{ desiredCount, runningCount, pendingCount, status } = {}] = (await described()).services ?? [];
  return { desiredCount, runningCount, pendingCount, status };
};
const scaled = (desiredCount: number, service = arn) =>
  ecs.send(new client.UpdateServiceCommand({ cluster: 'orders', service, desiredCount }));

// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
describe('UpdateService', () => {
  test('ends the tasks of a service, which are targets no longer, and starts them again', async () => {
    expect(await counts()).toEqual({ desiredCount: 2, runningCount: 2, pendingCount: 0, status: 'ACTIVE' });
    await scaled(0);
    expect(await counts()).toMatchObject({ desiredCount: 0, runningCount: 0 });
    expect(world.targets.get(GROUP)).toEqual([]);
    await world.clock.pass(60_000);
    expect(await counts()).toMatchObject({ runningCount: 0 });
    await scaled(2);
    await world.clock.pass(1);
    expect(await counts()).toMatchObject({ desiredCount: 2, runningCount: 2 });
    expect(world.targets.get(GROUP)).toHaveLength(2);
    expect(world.services.ecs.desiredCountOf({ region: REGION, stack: 'orders-web' })).toBe(2);
    expect(world.services.ecs.desiredCountOf({ region: 'us-east-1', stack: 'orders-web' })).toBe(0);
  });

  test('takes a part of the tasks away, by the name of the service too', async () => {
    await scaled(1, arn.split('/').at(-1));
    expect(await counts()).toMatchObject({ desiredCount: 1, runningCount: 1 });
  });

  test.each<[string, string, () => Promise<unknown>]>([
    ['a service that is not there', 'ServiceNotFoundException', () => scaled(0, 'other')],
    ['a negative number', 'InvalidParameterException', () => scaled(-1)],
    [
      'another cluster',
      'ClusterNotFoundException',
      () => ecs.send(new client.UpdateServiceCommand({ cluster: 'none', service: arn, desiredCount: 0 })),
    ],
    [
      'what is not rehearsed',
      'NotImplemented',
      () => ecs.send(new client.UpdateServiceCommand({ cluster: 'orders', service: arn, forceNewDeployment: true })),
    ],
  ])('refuses %s', async (_, name, call) => {
    expect((await refused(call())).name).toBe(name);
  });

  test('refuses a service that was deleted', async () => {
    await remove();
    expect(await counts()).toMatchObject({ status: 'INACTIVE', runningCount: 0 });
    expect((await refused(scaled(1))).name).toBe('ServiceNotActiveException');
  });
});

// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
describe('DescribeServices', () => {
  test('names what is missing', async () => {
    const { services, failures } = await described([arn, 'other']);
    expect(services).toHaveLength(1);
    expect(failures).toEqual([{ arn: expect.stringContaining('service/orders/other'), reason: 'MISSING' }]);
  });

  test('takes ten services at most', async () => {
    expect((await refused(described(Array.from({ length: 11 }, () => arn)))).name).toBe('InvalidParameterException');
  });

  test("is allowed by the tag of the service's stack", async () => {
    const allowing = (plan: string) => [
      {
        Effect: 'Allow' as const,
        Action: ['ecs:DescribeServices', 'ecs:UpdateService'],
        Resource: `arn:aws:ecs:${REGION}:${ACCOUNT}:service/*`,
        Condition: { StringEquals: { 'aws:ResourceTag/understudy:plan': plan } },
      },
    ];
    const as = (plan: string) =>
      new client.ECSClient(endpoint.as({ name: `fencing-${plan}`, statements: allowing(plan) }));
    const command = new client.DescribeServicesCommand({ cluster: 'orders', services: [arn] });
    expect((await as('orders').send(command)).services).toHaveLength(1);
    expect((await refused(as('shop').send(command))).name).toBe('AccessDeniedException');
  });
});

// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
test('the resources of a stack come page by page', async () => {
  const cloudformation = new CloudFormationClient(endpoint.settings());
  const found: StackResourceSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudformation.send(new ListStackResourcesCommand({ StackName: 'orders-web-r-1', NextToken }));
    found.push(...(page.StackResourceSummaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  expect(found).toHaveLength(7);
  expect(found).toContainEqual(expect.objectContaining({ ResourceType: 'AWS::ECS::Service', PhysicalResourceId: arn }));
  const unknown = new ListStackResourcesCommand({ StackName: 'none' });
  expect((await refused(cloudformation.send(unknown))).name).toBe('ValidationError');
});
