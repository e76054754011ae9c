import * as client from '@aws-sdk/client-cloudformation';
import type { PolicyStatement } from '../../lib/rehearsal/aws/iam';
import { provisionStack } from '../../lib/rehearsal/aws/provisioner';
import { type EndpointInTest, openEndpoint, refused } from './aws-endpoint';
import { ACCOUNT, type AwsWorld, awsWorld } from './aws-world';

const REGION = 'us-west-2';
const BUCKET = 'releases';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/release`;
/** Two spaces and a line break that no parser would keep. */
const TEXT = `{
  "Parameters":  { "Size": { "Type": "String", "Default": "1" },
    "Key": { "Type": "String", "NoEcho": true, "Default": "k" } },
  "Resources":  { "Logs": { "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": "orders" } } },
  "Outputs": { "Group": { "Value": { "Ref": "Logs" } }, "Id": { "Value": { "Ref": "AWS::StackId" } } }
}`;

let world: AwsWorld;
let endpoint: EndpointInTest;
let sdk: client.CloudFormationClient;

beforeEach(async () => {
  world = awsWorld();
  world.services.s3.createBucket({ name: BUCKET, region: REGION, versioned: true });
  endpoint = await openEndpoint([world.services.cloudformation.service]);
  sdk = new client.CloudFormationClient(endpoint.settings());
});
afterEach(async () => {
  sdk.destroy();
  await endpoint.close();
  await world.services.close();
  expect([...endpoint.defects, ...world.defects]).toEqual([]);
});

const place = { region: REGION, account: ACCOUNT, assetDirectory: '' };
/** Provisioned by the hand of the world, and shown. */
async function registered(name: string, more: object = {}) {
  const provisioned = await provisionStack(world.services, { ...place, name, template: JSON.parse(TEXT) });
  return world.services.cloudformation.register({ name, region: REGION, template: TEXT, ...provisioned, ...more });
}
const created = (StackName: string, more: object = {}, body = TEXT) => {
  world.services.s3.putObject({ bucket: BUCKET, key: 'web.json', body });
  const TemplateURL = `https://${BUCKET}.s3.${REGION}.amazonaws.com/web.json`;
  return sdk.send(new client.CreateStackCommand({ StackName, TemplateURL, ...more }));
};
const stackNamed = async (StackName: string) =>
  (await sdk.send(new client.DescribeStacksCommand({ StackName }))).Stacks?.[0];

/** Every page of a list, each by what `read` finds in it. */
async function pages<Page extends { NextToken?: string | undefined }, Found>(
  ask: (token: { NextToken?: string }) => Promise<Page>,
  read: (page: Page) => Found,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let NextToken: string | undefined = ''; NextToken !== undefined; ) {
    const page: Page = await ask(NextToken ? { NextToken } : {});
    found.push(read(page));
    NextToken = page.NextToken;
  }
  return found;
}

// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
describe('GetTemplate', () => {
  test('answers the exact text that a stack was created from', async () => {
    await created('web');
    world.services.s3.putObject({ bucket: BUCKET, key: 'web.json', body: '{}' });
    const template = new client.GetTemplateCommand({ StackName: 'web', TemplateStage: 'Original' });
    expect(await sdk.send(template)).toMatchObject({
      TemplateBody: TEXT,
      StagesAvailable: ['Original', 'Processed'],
    });
  });

  // Source: `mangleLikeCloudFormation`, https://www.npmjs.com/package/@aws-cdk/cloudformation-diff
  test('answers a question mark for every character beyond ASCII', async () => {
    await created('web', {}, TEXT.replace('{', '{ "Description": "Grüße 🎉 \u007f\u0080",'));
    const { TemplateBody } = await sdk.send(new client.GetTemplateCommand({ StackName: 'web' }));
    expect(TemplateBody).toBe(TEXT.replace('{', '{ "Description": "Gr??e ? \u007f?",'));
  });

  test('of a stack that is not there is a ValidationError', async () => {
    const error = await refused(sdk.send(new client.GetTemplateCommand({ StackName: 'none' })));
    expect(error).toMatchObject({ name: 'ValidationError', message: 'Stack with id none does not exist' });
  });

  test('of another stage is not rehearsed, and says so', async () => {
    await created('web');
    const processed = new client.GetTemplateCommand({ StackName: 'web', TemplateStage: 'Processed' });
    expect((await refused(sdk.send(processed))).message).toBe('GetTemplate of Processed is not rehearsed');
  });
});

describe('a stack of the hand of the world', () => {
  test('is seen like any other, under the ARN that its template knew', async () => {
    const seen = await registered('pilot-light', { tags: { team: 'orders' }, parameters: { Size: '2', Key: 'k' } });
    expect(await stackNamed('pilot-light')).toMatchObject({
      StackId: seen.arn,
      StackStatus: 'CREATE_COMPLETE',
      Outputs: [
        { OutputKey: 'Group', OutputValue: 'orders' },
        { OutputKey: 'Id', OutputValue: seen.arn },
      ],
      Tags: [{ Key: 'team', Value: 'orders' }],
      Parameters: [{ ParameterValue: '2' }, { ParameterValue: '****' }],
      EnableTerminationProtection: false,
      DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    });
    const { TemplateBody } = await sdk.send(new client.GetTemplateCommand({ StackName: seen.arn }));
    expect(TemplateBody).toBe(TEXT);
    const { StackEvents } = await sdk.send(new client.DescribeStackEventsCommand({ StackName: 'pilot-light' }));
    expect(StackEvents?.map(({ LogicalResourceId: id, ResourceStatus: status }) => `${id} ${status}`)).toEqual([
      'pilot-light CREATE_COMPLETE',
      'Logs CREATE_COMPLETE',
      'pilot-light CREATE_IN_PROGRESS',
    ]);
  });

  test('takes its name, also from itself', async () => {
    await registered('pilot-light');
    expect((await refused(created('pilot-light'))).name).toBe('AlreadyExistsException');
    await expect(registered('pilot-light')).rejects.toThrow('a stack pilot-light exists already in us-west-2');
  });

  test('is deleted like any other, unless it is protected', async () => {
    await registered('web');
    await registered('kept', { isProtected: true });
    await sdk.send(new client.DeleteStackCommand({ StackName: 'web' }));
    await world.clock.pass(30_000);
    expect(world.services.cloudformation.stacks().map(({ name }) => name)).toEqual(['kept']);
    const error = await refused(sdk.send(new client.DeleteStackCommand({ StackName: 'kept' })));
    expect(error.message).toContain('TerminationProtection');
  });
});

// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
test('all stacks of a Region come page by page, without those that were deleted', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) await registered(name);
  await registered('elsewhere', { region: 'us-east-1' });
  await sdk.send(new client.DeleteStackCommand({ StackName: 'b' }));
  await world.clock.pass(30_000);
  const names = await pages(
    (token) => sdk.send(new client.DescribeStacksCommand(token)),
    ({ Stacks }) => Stacks?.map(({ StackName }) => StackName),
  );
  expect(names).toEqual([['a', 'c', 'd'], ['e']]);
});

test('a token that no answer gave is a ValidationError', async () => {
  const error = await refused(sdk.send(new client.DescribeStacksCommand({ NextToken: 'other' })));
  expect(error.name).toBe('ValidationError');
});

// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html
test('events come a hundred at a time, the newest first, and none twice when new ones arrive between', async () => {
  const { remove, outputs } = await provisionStack(world.services, { ...place, name: 'x', template: JSON.parse(TEXT) });
  const resources = Array.from({ length: 150 }, (_, index) => ({
    logicalId: `Logs${index}`,
    type: 'AWS::Logs::LogGroup',
    physicalId: `${index}`,
  }));
  world.services.cloudformation.register({ name: 'large', region: REGION, template: TEXT, resources, outputs, remove });
  let isFirst = true;
  const ids = await pages(
    async (token) => {
      const page = await sdk.send(new client.DescribeStackEventsCommand({ StackName: 'large', ...token }));
      if (isFirst) await sdk.send(new client.DeleteStackCommand({ StackName: 'large' }));
      isFirst = false;
      return page;
    },
    ({ StackEvents = [] }) => StackEvents.map(({ EventId }) => EventId),
  );
  expect(ids.map(({ length }) => length)).toEqual([100, 52]);
  expect(new Set(ids.flat()).size).toBe(152);
  await world.clock.pass(30_000);
});

test('why a stack failed is told with its status', async () => {
  world.services.cloudformation.failCreation({ region: REGION, logicalId: 'Logs', reason: 'no room' });
  await created('web', { OnFailure: 'DO_NOTHING' });
  await world.clock.pass(60_000);
  expect(await stackNamed('web')).toMatchObject({
    StackStatus: 'CREATE_FAILED',
    StackStatusReason: 'The following resource(s) failed to create: [Logs].',
  });
});

// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
test('a Region that holds as many stacks as it may takes no further one', async () => {
  world.services.cloudformation.limitStacks({ region: REGION, count: 1 });
  await created('first');
  expect((await refused(created('second'))).name).toBe('LimitExceededException');
  await sdk.send(new client.DeleteStackCommand({ StackName: 'first' }));
  await world.clock.pass(90_000);
  await created('second');
});

// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
describe('a template with resources of IAM', () => {
  const Policy = { Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' } }] };
  const url = (RoleName: object) => {
    const Properties = { AssumeRolePolicyDocument: Policy, ...RoleName };
    const body = JSON.stringify({ Resources: { Role: { Type: 'AWS::IAM::Role', Properties } } });
    const { versionId } = world.services.s3.putObject({ bucket: BUCKET, key: 'iam.json', body });
    return { TemplateURL: `https://${BUCKET}.s3.${REGION}.amazonaws.com/iam.json?versionId=${versionId}` };
  };
  const NAMED = { RoleName: 'web' };

  test.each<[string, object, client.Capability[], string]>([
    ['nothing', {}, [], 'CAPABILITY_IAM'],
    ['nothing, and the role has a name', NAMED, [], 'CAPABILITY_NAMED_IAM'],
    ['only what is without a name', NAMED, ['CAPABILITY_IAM'], 'CAPABILITY_NAMED_IAM'],
  ])('is refused when the caller acknowledges %s', async (_, name, Capabilities, needed) => {
    const error = await refused(created('web', { ...url(name), Capabilities }));
    expect(error).toMatchObject({
      name: 'InsufficientCapabilitiesException',
      message: expect.stringContaining(needed),
    });
  });

  test.each<[object, client.Capability]>([
    [{}, 'CAPABILITY_IAM'],
    [{}, 'CAPABILITY_NAMED_IAM'],
    [NAMED, 'CAPABILITY_NAMED_IAM'],
  ])('of %j is accepted with %s', async (name, capability) => {
    await created('web', { ...url(name), Capabilities: [capability] });
  });
});

// Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
describe('IAM', () => {
  const as = (Action: string | string[], Resource: string, Condition: Record<string, Record<string, string>> = {}) =>
    new client.CloudFormationClient(
      endpoint.as({ name: 'step', statements: [{ Effect: 'Allow', Action, Resource, Condition }] }),
    );
  const stacks = (name: string) => `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/*`;
  const list = (StackName?: string) => new client.DescribeStacksCommand(StackName ? { StackName } : {});

  test('is asked about all stacks by a list, and about one by its name', async () => {
    const { arn } = await registered('web-r-1');
    const onWeb = as('cloudformation:DescribeStacks', stacks('web-r-*'));
    await onWeb.send(list('web-r-1'));
    await onWeb.send(list(arn));
    expect((await refused(onWeb.send(list()))).message).toContain('DescribeStacks on resource: *');
    expect((await refused(onWeb.send(list('other')))).name).toBe('AccessDenied');
  });

  test('lets a stack be deleted by the tag that it has', async () => {
    await registered('web', { tags: { 'understudy:plan': 'orders' } });
    await registered('theirs', { tags: { 'understudy:plan': 'theirs' } });
    const tagged = { StringEquals: { 'aws:ResourceTag/understudy:plan': 'orders' } };
    const deleting = as('cloudformation:DeleteStack', '*', tagged);
    await deleting.send(new client.DeleteStackCommand({ StackName: 'web' }));
    const error = await refused(deleting.send(new client.DeleteStackCommand({ StackName: 'theirs' })));
    expect(error.name).toBe('AccessDenied');
    await world.clock.pass(30_000);
  });

  test.each<[string, object, object]>([
    [
      'its tag',
      { StringEquals: { 'aws:RequestTag/understudy:plan': 'orders' } },
      { Tags: [{ Key: 'understudy:plan', Value: 'theirs' }] },
    ],
    [
      'the keys of its tags',
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['understudy:plan'] } },
      { Tags: [{ Key: 'team', Value: 'orders' }] },
    ],
    [
      'where its template is',
      { StringLike: { 'cloudformation:TemplateUrl': `https://${BUCKET}.s3.*` } },
      { TemplateURL: 'https://theirs.s3.us-west-2.amazonaws.com/web.json' },
    ],
    ['its role', { StringEquals: { 'cloudformation:RoleArn': ROLE } }, { RoleARN: `${ROLE}-other` }],
  ])('lets a stack be created only while a condition on %s holds', async (_, Condition, other) => {
    world.services.roles.trust(ROLE, ['cloudformation.amazonaws.com']);
    const allowed = { Effect: 'Allow' as const, Resource: '*' };
    const creating = new client.CloudFormationClient(
      endpoint.as({
        name: 'step',
        statements: [
          { ...allowed, Action: 'cloudformation:CreateStack', Condition: Condition as PolicyStatement['Condition'] },
          { ...allowed, Action: ['cloudformation:TagResource', 'iam:PassRole'] },
        ] as PolicyStatement[],
      }),
    );
    world.services.iam.attach(`arn:aws:iam::${ACCOUNT}:role/step`, [{ ...allowed, Action: 's3:GetObject' }]);
    world.services.s3.putObject({ bucket: BUCKET, key: 'web.json', body: TEXT });
    const input = {
      StackName: 'web',
      TemplateURL: `https://${BUCKET}.s3.${REGION}.amazonaws.com/web.json`,
      RoleARN: ROLE,
      Tags: [{ Key: 'understudy:plan', Value: 'orders' }],
    };
    const denied = await refused(creating.send(new client.CreateStackCommand({ ...input, ...other })));
    expect(denied).toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('CreateStack') });
    await creating.send(new client.CreateStackCommand(input));
  });

  test('wants the right to tag for a stack that is created with tags', async () => {
    const creating = as('cloudformation:CreateStack', '*');
    const Tags = [{ Key: 'understudy:plan', Value: 'orders' }];
    const input = { StackName: 'web', TemplateURL: 'https://x.s3.us-west-2.amazonaws.com/web.json', Tags };
    const error = await refused(creating.send(new client.CreateStackCommand(input)));
    expect(error.message).toContain('cloudformation:TagResource');
  });
});
