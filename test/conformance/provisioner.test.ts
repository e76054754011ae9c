import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { provisionStack, type ResourceMoment } from '../../lib/rehearsal/aws/provisioner';
import { temporaryDirectory } from '../temporary';
import { ACCOUNT, type AwsWorld, awsWorld, caller } from './aws-world';

const HASH = 'a'.repeat(64);
const ROLE = `arn:aws:iam::${ACCOUNT}:role/release`;

let world: AwsWorld;
let moments: ResourceMoment[];
let assetDirectory: string;

beforeEach(() => {
  world = awsWorld();
  moments = [];
  assetDirectory = temporaryDirectory('assembly');
  mkdirSync(join(assetDirectory, `asset.${HASH}`));
});
afterEach(() => world.services.close());

const provision = (Resources: object, more: object = {}) =>
  world.clock.until(
    provisionStack(world.services, {
      name: 'shop',
      region: 'us-west-2',
      account: ACCOUNT,
      assetDirectory,
      template: { Resources, Outputs: {} },
      onMoment: (moment) => void moments.push(moment),
      ...more,
    }),
  );

const topic = (TopicName: string, more: object = {}) => ({
  Type: 'AWS::SNS::Topic',
  Properties: { TopicName },
  ...more,
});
const told = () => moments.map(({ logicalId, status }) => `${logicalId} ${status}`);

test('all that is not rehearsed is refused in one message, and nothing is created', async () => {
  const attempt = provision({
    Good: topic('good'),
    Odd: { Type: 'AWS::Elasticsearch::Domain' },
    Even: { Type: 'AWS::CloudWatch::InsightRule' },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
  });
  await expect(attempt).rejects.toThrow(
    /Odd.*Elasticsearch[\s\S]*Even.*InsightRule[\s\S]*Queue: the property FifoQueue/,
  );
  expect(moments).toEqual([]);
});

test("CDK's metadata is tolerated", async () => {
  const { resources } = await provision({
    CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2' } },
  });
  expect(resources).toHaveLength(1);
});

test('a resource is created after those it refers to, and independent ones side by side', async () => {
  await provision({ C: topic('c', { DependsOn: ['A', 'B'] }), A: topic('a'), B: topic('b') });
  expect(told().slice(0, 2).sort()).toEqual(['A CREATE_IN_PROGRESS', 'B CREATE_IN_PROGRESS']);
  expect(told().at(-1)).toBe('C CREATE_COMPLETE');
});

test('a failure names its resource, and what was created before is removed again', async () => {
  const broken = {
    Type: 'AWS::ECS::Service',
    Properties: { ...service('x'), TaskDefinition: 'arn:none' },
    DependsOn: 'A',
  };
  await expect(provision({ A: topic('a'), Broken: broken })).rejects.toThrow(
    'Broken: TaskDefinition not found: arn:none',
  );
  expect(told().slice(-3)).toEqual(['Broken CREATE_FAILED', 'A DELETE_IN_PROGRESS', 'A DELETE_COMPLETE']);
});

test('what the template wants retained stays when the stack is removed', async () => {
  const stack = await provision({ A: topic('a', { DeletionPolicy: 'Retain' }), B: topic('b') });
  await stack.remove();
  expect(told().slice(-2)).toEqual(['B DELETE_COMPLETE', 'A DELETE_SKIPPED']);
});

const role = (service: string, more: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
    },
    Policies: [
      { PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: '*' }] } },
    ],
    ...more,
  },
});
const lambda = (more: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'cdk-assets', S3Key: `${HASH}.zip` },
    FunctionName: 'watch',
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Runtime: 'nodejs24.x',
    Environment: { Variables: { PLAN: 'orders' } },
    Timeout: 30,
    ...more,
  },
});

test('a function runs the asset that its code names, as its role, and its version is its ARN with a number', async () => {
  const version = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Watch' } } };
  const { resources } = await provision({ Role: role('lambda.amazonaws.com'), Watch: lambda(), Version: version });
  const arn = `arn:aws:lambda:us-west-2:${ACCOUNT}:function:watch`;
  const [spec] = world.registered;
  expect(spec).toMatchObject({
    arn,
    codeDirectory: join(assetDirectory, `asset.${HASH}`),
    environment: { PLAN: 'orders' },
  });
  expect(resources.find(({ logicalId }) => logicalId === 'Version')?.physicalId).toBe(`${arn}:1`);
  expect(world.services.iam.allows(spec?.roleArn ?? '', { action: 'sns:Publish', resource: 'arn:any' })).toBe(true);
  expect(world.services.iam.allows(spec?.roleArn ?? '', { action: 'sns:DeleteTopic', resource: 'arn:any' })).not.toBe(
    true,
  );
});

test('a function is refused a role that Lambda may not assume, and code that is no asset', async () => {
  await expect(provision({ Role: role('states.amazonaws.com'), Watch: lambda() })).rejects.toThrow(
    'cannot be assumed by lambda.amazonaws.com',
  );
  const Code = { S3Bucket: 'cdk-assets', S3Key: `${'b'.repeat(64)}.zip` };
  await expect(provision({ Role: role('lambda.amazonaws.com'), Watch: lambda({ Code }) })).rejects.toThrow(
    'is no asset',
  );
});

test('a role may do what its stack says only as long as the stack is there', async () => {
  const publish = { Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: '*' }] };
  const grants = {
    Inline: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', Roles: ['release'], PolicyDocument: publish } },
    Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles: ['release'], PolicyDocument: publish } },
    Role: role('lambda.amazonaws.com', { RoleName: 'release' }),
  };
  const mayPublish = () => world.services.iam.allows(ROLE, { action: 'sns:Publish', resource: 'arn:topic' }) === true;
  for (const [logicalId, grant] of Object.entries(grants)) {
    const { remove } = await provision({ [logicalId]: grant });
    expect(mayPublish()).toBe(true);
    await remove();
    expect(mayPublish()).toBe(false);
  }
  expect(() => world.services.roles.assertTrusted(ROLE, 'lambda.amazonaws.com')).toThrow('cannot be assumed');
});

test('a managed policy whose contents are not known here is refused', async () => {
  const ManagedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess'];
  const admin = {
    ...role('lambda.amazonaws.com'),
    Properties: { ...role('lambda.amazonaws.com').Properties, ManagedPolicyArns },
  };
  await expect(provision({ Admin: admin })).rejects.toThrow('AdministratorAccess is not rehearsed');
});

test('a secret is generated once, replicated, and read by ARN or name where it is, with its key', async () => {
  const properties = {
    Name: 'orders/database',
    GenerateSecretString: {
      SecretStringTemplate: '{"username":"orders"}',
      GenerateStringKey: 'password',
      PasswordLength: 20,
    },
    ReplicaRegions: [{ Region: 'us-east-1' }],
  };
  const Outputs = {
    Password: {
      Value: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Secret' }, ':SecretString:password::}}']] },
    },
  };
  const Resources = { Secret: { Type: 'AWS::SecretsManager::Secret', Properties: properties } };
  const { outputs } = await provision(Resources, { template: { Resources, Outputs } });
  expect(outputs.Password).toHaveLength(20);
  const { secrets } = world.services;
  const replica = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:orders/database:password::`;
  expect(secrets.resolve({ reference: replica, region: 'us-east-1' })).toBe(outputs.Password);
  expect(() => secrets.resolve({ reference: replica, region: 'eu-west-1' })).toThrow("can't find the specified secret");
});

const IMAGE = `repository/orders@sha256:${'c'.repeat(64)}`;
const GROUP = 'arn:target-group';
const service = (taskDefinition: unknown) => ({
  Cluster: 'orders',
  DesiredCount: 2,
  LaunchType: 'FARGATE',
  LoadBalancers: [{ ContainerName: 'web', ContainerPort: 8080, TargetGroupArn: GROUP }],
  TaskDefinition: taskDefinition,
  DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: false } },
});
const definition = (image = IMAGE) => ({
  Type: 'AWS::ECS::TaskDefinition',
  Properties: {
    ContainerDefinitions: [{ Name: 'web', Image: image, Environment: [{ Name: 'A', Value: 'b' }] }],
    ExecutionRoleArn: `arn:aws:iam::${ACCOUNT}:role/execution`,
    Family: 'orders-web',
  },
});
const release = { Task: definition(), Service: { Type: 'AWS::ECS::Service', Properties: service({ Ref: 'Task' }) } };
const openGroup = () => world.targets.set(GROUP, []);

test('a service exists once all its tasks run and are healthy, and ends them when it is removed', async () => {
  openGroup();
  const stack = await provision(release);
  expect(world.running.map(({ about, environment }) => [about, environment])).toEqual([
    ['web', { A: 'b' }],
    ['web', { A: 'b' }],
  ]);
  await stack.remove();
  expect(world.targets.get(GROUP)).toEqual([]);
});

test('a task that stops is replaced', async () => {
  openGroup();
  await provision(release);
  world.running[0]?.end();
  await world.clock.pass(10_000);
  expect(world.running).toHaveLength(3);
  expect(world.targets.get(GROUP)?.map(({ id }) => id)).toEqual(['task-2', 'task-3']);
});

test('a service whose tasks never get healthy fails in time, and leaves no task behind', async () => {
  openGroup();
  world.tasks.healthy = false;
  await expect(provision(release)).rejects.toThrow('Service: Resource creation cancelled: 2 tasks run');
  expect(world.targets.get(GROUP)).toEqual([]);
});

test('an image that is not pinned by digest is refused', async () => {
  openGroup();
  await expect(provision({ Task: definition('orders:latest') })).rejects.toThrow('must be pinned by digest');
});

test('a role creates only what its policies allow, and is told so in the words of AWS', async () => {
  openGroup();
  const as = { roleArn: ROLE, about: 'AWSCloudFormation', region: 'us-west-2' };
  const allow = (Action: string, Resource = '*') =>
    world.services.iam.attach(ROLE, [{ Effect: 'Allow', Action, Resource }]);
  allow('ecs:RegisterTaskDefinition');
  await expect(provision(release, { as })).rejects.toThrow(
    `Task: User: arn:aws:sts::${ACCOUNT}:assumed-role/release/AWSCloudFormation is not authorized to perform: ` +
      `iam:PassRole on resource: arn:aws:iam::${ACCOUNT}:role/execution because no identity-based policy allows the iam:PassRole action`,
  );
  allow('iam:PassRole');
  await expect(provision(release, { as })).rejects.toThrow('is not authorized to perform: ecs:CreateService');
  allow('ecs:*', `arn:aws:ecs:us-west-2:${ACCOUNT}:service/orders/*`);
  await expect(provision(release, { as })).resolves.toBeDefined();
});

test('a type whose permissions are not known here is created by no role', async () => {
  world.services.iam.attach(ROLE, [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
  const as = { roleArn: ROLE, about: 'AWSCloudFormation', region: 'us-west-2' };
  await expect(provision({ A: topic('a') }, { as })).rejects.toThrow('what a role needs to create AWS::SNS::Topic');
});

test('a bucket policy that would allow or deny anything here is refused', async () => {
  const statement = { Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: '*' };
  const Bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'evidence' } };
  const Policy = {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: 'evidence', PolicyDocument: { Statement: [statement] } },
  };
  await expect(provision({ Bucket, Policy })).rejects.toThrow('resource policy statement');
});

test('a record set of a template is answered as soon as it exists', async () => {
  world.services.route53.createZone({ id: 'Z1', name: 'example.com', nameServers: ['ns-1.awsdns-01.com'] });
  const Properties = {
    HostedZoneId: 'Z1',
    Name: 'www.example.com',
    Type: 'A',
    TTL: '60',
    ResourceRecords: ['1.1.1.1'],
  };
  await provision({ Record: { Type: 'AWS::Route53::RecordSet', Properties } });
  expect(world.services.route53.answer('www.example.com', 'A')).toMatchObject([{ ttl: 60, values: ['1.1.1.1'] }]);
  const { ResourceRecordSets } = await caller(world.services.route53.service)('ListResourceRecordSets', {
    HostedZoneId: 'Z1',
  });
  expect(ResourceRecordSets).toHaveLength(3);
});
