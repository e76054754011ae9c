import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import { STACK_TAGS } from '../../lib/domain/names';
import { NOW } from '../../test/fixtures';
import { awsError } from '../../test/standby';
import { allStacks, describeStack, firstFailure, stacksOf, templateOf } from './stacks';

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: Readonly<Record<string, string | undefined>>;
}

/** A client that gives these answers to each operation, one after the other; the last one stays. */
function answering(answers: Readonly<Record<string, readonly unknown[]>>) {
  const asked: Command['input'][] = [];
  return {
    asked,
    async send({ constructor: { name }, input }: Command) {
      const given = answers[name] ?? [];
      const answer = given[Math.min(asked.length, given.length - 1)];
      asked.push(input);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

const missing = Object.assign(awsError('ValidationError', 400), { message: 'Stack with id web does not exist' });
const ID = 'arn:aws:cloudformation:us-west-2:111122223333:stack/web/1';

describe('A stack is described', () => {
  const web: Stack = {
    StackId: ID,
    StackName: 'web',
    StackStatus: 'UPDATE_FAILED',
    StackStatusReason: 'No export\nnamed X found',
    CreationTime: new Date(NOW),
    LastUpdatedTime: new Date(NOW),
    Tags: [{ Key: 'a', Value: '1' }],
    Parameters: [{ ParameterKey: 'Size', ParameterValue: 'small' }],
    Outputs: [{ OutputKey: 'Url', OutputValue: 'https://x' }],
    RoleARN: 'arn:role',
  };

  test('with all that CloudFormation tells of it, on one line each', async () => {
    const client = answering({ DescribeStacksCommand: [{ Stacks: [web] }] });
    expect(await describeStack(client, 'web')).toEqual({
      id: ID,
      stackName: 'web',
      status: 'UPDATE_FAILED',
      statusReason: 'No export named X found',
      createdAt: NOW,
      updatedAt: NOW,
      tags: { a: '1' },
      parameters: { Size: 'small' },
      outputs: { Url: 'https://x' },
      roleArn: 'arn:role',
    });
    expect(client.asked).toEqual([{ StackName: 'web' }]);
  });

  test('as nothing when CloudFormation knows none of that name', async () => {
    expect(await describeStack(answering({ DescribeStacksCommand: [missing] }), 'web')).toBeUndefined();
    expect(await templateOf(answering({ GetTemplateCommand: [missing] }), 'web')).toBeUndefined();
  });

  test.each([
    ['another validation error', Object.assign(awsError('ValidationError', 400), { message: 'bad name' })],
    ['a denial', Object.assign(awsError('AccessDenied', 403), { message: 'does not exist or is denied' })],
  ])('but %s is thrown', async (_, error) => {
    await expect(describeStack(answering({ DescribeStacksCommand: [error] }), 'web')).rejects.toBe(error);
  });
});

describe('The stacks of a plan', () => {
  const tagged = (StackName: string, plan: string, more: Partial<Stack> = {}) => ({
    StackName,
    Tags: [{ Key: STACK_TAGS.plan, Value: plan }],
    ...more,
  });

  test('are those of every page that carry its tag and are nested in no other', async () => {
    const client = answering({
      DescribeStacksCommand: [
        { Stacks: [tagged('web', 'orders'), tagged('shop', 'shop'), { StackName: 'bare' }], NextToken: 'more' },
        { Stacks: [tagged('data', 'orders'), tagged('data-Nested-1', 'orders', { ParentId: 'arn:data' })] },
      ],
    });
    const found = await stacksOf(() => allStacks(client), { plan: 'orders' });
    expect(found.map(({ stackName }) => stackName)).toEqual(['web', 'data']);
    expect(client.asked).toEqual([{}, { NextToken: 'more' }]);
  });

  test('are not told in part: a list without an end is an error that passes', async () => {
    const client = answering({ DescribeStacksCommand: [{ Stacks: [], NextToken: 'more' }] });
    await expect(stacksOf(() => allStacks(client), { plan: 'orders' })).rejects.toMatchObject({
      name: 'IncompleteAnswer',
    });
    expect(client.asked).toHaveLength(40);
  });
});

/** Newest first, as CloudFormation tells them. */
const event = (LogicalResourceId: string, ResourceStatus: string, reason?: string): StackEvent =>
  ({
    StackId: ID,
    LogicalResourceId,
    PhysicalResourceId: LogicalResourceId === 'web' ? ID : `${LogicalResourceId}-1`,
    ResourceType: LogicalResourceId === 'web' ? 'AWS::CloudFormation::Stack' : 'AWS::ECS::Service',
    ResourceStatus,
    ...(reason && { ResourceStatusReason: reason }),
  }) as StackEvent;

describe('The first failure of a stack', () => {
  const failure = (of: 'create' | 'delete', ...pages: readonly StackEvent[][]) => {
    const client = answering({
      DescribeStackEventsCommand: pages.map((StackEvents, page) => ({
        StackEvents,
        ...(page < pages.length - 1 && { NextToken: `page ${page + 2}` }),
      })),
    });
    return firstFailure(client, 'web', { of });
  };

  test.each<[string, 'create' | 'delete', StackEvent[], string | undefined]>([
    [
      'is the oldest one',
      'create',
      [event('Late', 'CREATE_FAILED', 'later'), event('Early', 'CREATE_FAILED', 'no\ncapacity')],
      'Early (AWS::ECS::Service): no capacity',
    ],
    [
      'is not one that was cancelled because of it, however old',
      'create',
      [event('Cause', 'CREATE_FAILED', 'quota'), event('Early', 'CREATE_FAILED', 'Resource creation cancelled')],
      'Cause (AWS::ECS::Service): quota',
    ],
    [
      'is a cancelled one when nothing else is told',
      'create',
      [event('web', 'CREATE_FAILED', 'timed out'), event('A', 'CREATE_FAILED', 'Resource creation cancelled')],
      'A (AWS::ECS::Service): Resource creation cancelled',
    ],
    [
      'is what the stack says of itself when no resource failed',
      'create',
      [event('web', 'CREATE_FAILED', 'No export named X found')],
      'web (AWS::CloudFormation::Stack): No export named X found',
    ],
    [
      'of a creation is not that of the deletion after it',
      'create',
      [event('D', 'DELETE_FAILED', 'd'), event('web', 'DELETE_IN_PROGRESS'), event('C', 'CREATE_FAILED', 'c')],
      'C (AWS::ECS::Service): c',
    ],
    [
      'of a deletion is that of the last one',
      'delete',
      [
        event('New', 'DELETE_FAILED', 'new'),
        event('web', 'DELETE_IN_PROGRESS'),
        event('Old', 'DELETE_FAILED', 'old'),
        event('web', 'DELETE_IN_PROGRESS'),
      ],
      'New (AWS::ECS::Service): new',
    ],
    [
      'of an update is not that of the creation before it',
      'create',
      [event('U', 'UPDATE_FAILED'), event('web', 'UPDATE_IN_PROGRESS'), event('C', 'CREATE_FAILED', 'c')],
      'U (AWS::ECS::Service): no reason given',
    ],
    ['is nothing where nothing failed', 'delete', [event('A', 'DELETE_COMPLETE')], undefined],
  ])('%s', async (_, of, events, expected) => {
    expect(await failure(of, events)).toBe(expected);
  });

  test('is found on a later page', async () => {
    const found = await failure(
      'create',
      [event('Late', 'CREATE_FAILED', 'l')],
      [event('Early', 'CREATE_FAILED', 'e')],
    );
    expect(found).toBe('Early (AWS::ECS::Service): e');
  });

  test('is looked for on so many pages only, and on none before the operation began', async () => {
    const endless = answering({
      DescribeStackEventsCommand: [{ StackEvents: [event('A', 'CREATE_FAILED', 'a')], NextToken: 'more' }],
    });
    expect(await firstFailure(endless, 'web', { of: 'create' })).toBe('A (AWS::ECS::Service): a');
    expect(endless.asked).toHaveLength(20);
    const begun = answering({
      DescribeStackEventsCommand: [{ StackEvents: [event('web', 'CREATE_IN_PROGRESS')], NextToken: 'more' }],
    });
    expect(await firstFailure(begun, 'web', { of: 'create' })).toBeUndefined();
    expect(begun.asked).toHaveLength(1);
  });
});

test.each([
  ['parsed when it is JSON', '{"Resources":{}}', { Resources: {} }],
  ['its text when it is not', 'Resources: {}', 'Resources: {}'],
])('The template of a stack is %s', async (_, TemplateBody, expected) => {
  const client = answering({ GetTemplateCommand: [{ TemplateBody }] });
  expect(await templateOf(client, 'web')).toEqual(expected);
  expect(client.asked).toEqual([{ StackName: 'web', TemplateStage: 'Original' }]);
});
