import { provisionStack } from '../../lib/rehearsal/aws/provisioner';
import { ACCOUNT, type AwsWorld, awsWorld, caller, nameOf } from './aws-world';

const region = 'us-west-2';
const Type = 'AWS::Logs::LogGroup';
const TEMPLATE = { Resources: { Logs: { Type, Properties: { LogGroupName: 'a' } }, Others: { Type } } };
const CHANGE = { region, stack: 'web', logicalId: 'Logs', propertyPath: '/RetentionInDays', expected: '30' };

let world: AwsWorld;
let call: ReturnType<typeof caller>;

beforeEach(async () => {
  world = awsWorld();
  call = caller(world.services.cloudformation.service);
  const where = { name: 'web', region, account: ACCOUNT, assetDirectory: '' };
  const provisioned = await provisionStack(world.services, { ...where, template: TEMPLATE });
  world.services.cloudformation.register({ ...where, ...provisioned, template: JSON.stringify(TEMPLATE) });
});
afterEach(() => world.services.close());

const detect = async (): Promise<string> =>
  (await call('DetectStackDrift', { StackName: 'web' })).StackDriftDetectionId;
const statusOf = (StackDriftDetectionId: string) =>
  call('DescribeStackDriftDetectionStatus', { StackDriftDetectionId });
const shown = async () => (await call('DescribeStacks', { StackName: 'web' })).Stacks[0].DriftInformation;
const resources = async (more: object = {}) =>
  (await call('DescribeStackResourceDrifts', { StackName: 'web', ...more })).StackResourceDrifts;
const drift = (actual: string) => world.services.cloudformation.driftResource({ ...CHANGE, actual });

// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackDriftDetectionStatus.html
test('a detection goes on for a minute, and nothing is known until it has ended', async () => {
  drift('7');
  const id = await detect();
  await world.clock.pass(59_000);
  expect(await statusOf(id)).toMatchObject({ StackDriftDetectionId: id, DetectionStatus: 'DETECTION_IN_PROGRESS' });
  expect(await statusOf(id)).not.toHaveProperty('StackDriftStatus');
  expect(await shown()).toEqual({ StackDriftStatus: 'NOT_CHECKED' });
  expect(await resources()).toEqual([]);
  await world.clock.pass(1000);
  expect(await statusOf(id)).toMatchObject({
    DetectionStatus: 'DETECTION_COMPLETE',
    StackDriftStatus: 'DRIFTED',
    DriftedStackResourceCount: 1,
  });
  expect(await shown()).toMatchObject({ StackDriftStatus: 'DRIFTED', LastCheckTimestamp: expect.any(Date) });
});

// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResourceDrifts.html
test('what differs is told by resource and property', async () => {
  drift('7');
  await detect();
  await world.clock.pass(60_000);
  expect(await resources()).toMatchObject([
    {
      LogicalResourceId: 'Logs',
      ResourceType: Type,
      StackResourceDriftStatus: 'MODIFIED',
      PropertyDifferences: [
        { PropertyPath: '/RetentionInDays', ExpectedValue: '30', ActualValue: '7', DifferenceType: 'NOT_EQUAL' },
      ],
    },
    { LogicalResourceId: 'Others', StackResourceDriftStatus: 'IN_SYNC' },
  ]);
  expect(await resources({ StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'] })).toHaveLength(1);
  const { NextToken } = await call('DescribeStackResourceDrifts', { StackName: 'web', MaxResults: 1 });
  expect(await resources({ MaxResults: 1, NextToken })).toMatchObject([{ LogicalResourceId: 'Others' }]);
});

test('a detection finds what was there when it began, and the next one what was mended', async () => {
  const first = await detect();
  drift('7');
  await world.clock.pass(60_000);
  expect(await statusOf(first)).toMatchObject({ StackDriftStatus: 'IN_SYNC', DriftedStackResourceCount: 0 });
  const second = await detect();
  await world.clock.pass(60_000);
  expect((await statusOf(second)).StackDriftStatus).toBe('DRIFTED');
  drift('30');
  await detect();
  await world.clock.pass(60_000);
  expect((await shown()).StackDriftStatus).toBe('IN_SYNC');
});

// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
test('a stack is checked only where it stands complete, and once at a time', async () => {
  await detect();
  expect(await nameOf(detect())).toBe('ValidationError');
  await world.clock.pass(60_000);
  await call('DeleteStack', { StackName: 'web' });
  await expect(detect()).rejects.toThrow('while in DELETE_IN_PROGRESS state');
  await world.clock.pass(30_000);
});

test('detections and stacks that nobody began are ValidationErrors', async () => {
  expect(await nameOf(statusOf('none'))).toBe('ValidationError');
  expect(await nameOf(call('DetectStackDrift', { StackName: 'none' }))).toBe('ValidationError');
  const one = call('DetectStackDrift', { StackName: 'web', LogicalResourceIds: ['Logs'] });
  expect(await nameOf(one)).toBe('NotImplemented');
});

test('the hand of the world changes only what is there', () => {
  const change = (more: object) => () =>
    world.services.cloudformation.driftResource({ ...CHANGE, actual: '7', ...more });
  expect(change({ logicalId: 'None' })).toThrow('the stack web in us-west-2 has no resource None');
  expect(change({ stack: 'none' })).toThrow('Stack with id none does not exist');
});

test('IAM is asked for the stack and its resources, and about all for the status of a detection', () => {
  const asked = { principal: { roleArn: '', about: '', region }, region, requestId: '', operation: '' };
  const { authorization } = world.services.cloudformation.service;
  const arn = expect.stringContaining('stack/web/');
  expect(authorization('DetectStackDrift', { StackName: 'web' }, asked)).toMatchObject([
    { action: 'cloudformation:DetectStackDrift', resource: arn },
    { action: 'cloudformation:DetectStackResourceDrift', resource: arn },
  ]);
  expect(authorization('DescribeStackDriftDetectionStatus', { StackDriftDetectionId: '1' }, asked)).toMatchObject([
    { action: 'cloudformation:DescribeStackDriftDetectionStatus', resource: '*' },
  ]);
});
