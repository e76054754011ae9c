import { STACK_TAGS } from '../../../lib/domain/names';
import { planWith } from '../../../test/fixtures';
import { heldServices } from './services';

/** A Region whose stacks each hold a service, and a CloudFormation that takes its time. */
function region(count: number, secondsEach = 0) {
  const stacks = Array.from({ length: count }, (_, n) => ({
    StackId: `arn:stack-${n}`,
    StackName: `stack-${n}`,
    StackStatus: 'CREATE_COMPLETE',
    CreationTime: new Date(0),
    LastUpdatedTime: undefined as Date | undefined,
    Tags: [{ Key: STACK_TAGS.plan, Value: 'orders' }],
  }));
  const world = { now: 0, asked: [] as string[], stacks, service: 'web' };
  const cloudformation = {
    async send({ constructor: { name }, input }: { constructor: { name: string }; input: { StackName: string } }) {
      if (name === 'DescribeStacksCommand') return { Stacks: world.stacks };
      world.asked.push(input.StackName);
      world.now += secondsEach * 1000;
      const PhysicalResourceId = `arn:aws:ecs:r:1:service/c/${world.service}-${input.StackName}`;
      return { StackResourceSummaries: [{ ResourceType: 'AWS::ECS::Service', PhysicalResourceId }] };
    },
  };
  const plan = planWith({
    fence: {
      stacks: stacks.map(({ StackName }) => StackName),
      stateMachines: [],
      rules: [],
      schedules: [],
      scheduleRoles: [],
    },
  });
  const held = heldServices(cloudformation as never, { now: () => world.now });
  return { world, look: () => held(plan) };
}

test('a stack is asked once for what it holds, until it is updated', async () => {
  const { world, look } = region(3);
  expect((await look()).services).toHaveLength(3);
  const [first, second] = world.stacks;
  Object.assign(first ?? {}, { StackStatus: 'UPDATE_COMPLETE', LastUpdatedTime: new Date(1000) });
  world.service = 'api';
  expect((await look()).services.map(({ arn }) => arn.split('/').at(-1))).toEqual([
    'api-arn:stack-0',
    'web-arn:stack-1',
    'web-arn:stack-2',
  ]);
  expect(world.asked).toHaveLength(4);
  // Updated once more, with the same status.
  Object.assign(first ?? {}, { LastUpdatedTime: new Date(2000) });
  // Another stack of the same name.
  Object.assign(second ?? {}, { StackId: 'arn:other' });
  await look();
  expect(world.asked.slice(4)).toEqual(['arn:stack-0', 'arn:other']);
});

test('one that is being changed is asked each time', async () => {
  const { world, look } = region(1);
  Object.assign(world.stacks[0] ?? {}, { StackStatus: 'UPDATE_IN_PROGRESS' });
  await look();
  await look();
  expect(world.asked).toHaveLength(2);
});

test('300 of them are asked in as many looks as that takes, and AWS is not taken for silent', async () => {
  const { world, look } = region(300, 0.25);
  await expect(look()).rejects.toMatchObject({ name: 'IncompleteAnswer', message: expect.stringMatching(/of 300/) });
  expect(world.now).toBeLessThan(50_000);
  expect((await look()).services).toHaveLength(300);
  expect(world.asked).toHaveLength(300);
});
