import { chained, type EvidenceEntry, type EvidenceRecord } from '../../../lib/domain/evidence';
import { stacksCalledBy } from '../../../lib/domain/evidence-ending';
import { namesOf, STACK_TAGS } from '../../../lib/domain/names';
import { document, EPOCH, HERE, LOST, NOW, planWith, plan as small } from '../../../test/fixtures';
import type { Edge } from '../../edge/step-handler';
import { createHandler } from './handler';
import { retireStacks } from './step';

const EVENT_PAGES_MAX = 20;
const { releaseRoleArn } = namesOf(small, HERE);

/** A retire in a Region with so many stacks that need nothing of each other, whose calls to AWS take time. */
function retiring(
  count: number,
  { status = 'CREATE_COMPLETE', eventPages = 1, secondsPerDelete = 0, lostAfterSeconds = 999 } = {},
) {
  const names = Array.from({ length: count }, (_, n) => `stack-${n}`);
  const plan = planWith({ release: { ...small.release, stacks: names, stacksAtOnce: 250 } });
  const world = {
    now: Date.parse(NOW),
    /** ARN → its pages of events that were asked for. */
    events: {} as Record<string, number>,
    /** When each DeleteStack took effect, seconds. */
    deletions: [] as number[],
  };
  const seconds = () => (world.now - Date.parse(NOW)) / 1000;
  const sleep = async (milliseconds: number) => {
    const until = world.now + milliseconds;
    await Promise.resolve();
    world.now = Math.max(world.now, until);
  };
  const stacks = names.map((name) => ({
    StackName: `${name}-r-1`,
    StackId: `arn:${name}`,
    StackStatus: status,
    RoleARN: releaseRoleArn,
    CreationTime: new Date(NOW),
    Tags: Object.entries({
      [STACK_TAGS.plan]: 'orders',
      [STACK_TAGS.release]: 'r-1',
      [STACK_TAGS.epoch]: String(EPOCH),
      [STACK_TAGS.lane]: 'live',
      [STACK_TAGS.level]: '1',
    }).map(([Key, Value]) => ({ Key, Value })),
  }));
  const failure = {
    LogicalResourceId: 'Bucket',
    ResourceType: 'AWS::S3::Bucket',
    ResourceStatus: 'DELETE_FAILED',
    ResourceStatusReason: 'it is not empty',
  };
  const cloudformation = {
    async send({ constructor: { name }, input }: { constructor: { name: string }; input: { StackName: string } }) {
      if (name === 'DeleteStackCommand') {
        await sleep(secondsPerDelete * 1000);
        world.deletions.push(seconds());
        return {};
      }
      if (name !== 'DescribeStackEventsCommand') return { Stacks: [...stacks] };
      const page = (world.events[input.StackName] ?? 0) + 1;
      world.events[input.StackName] = page;
      return { StackEvents: [failure], ...(page < eventPages && { NextToken: `${page}` }) };
    },
  };
  const writer = { DBClusterArn: `arn:aws:rds:${LOST}:111122223333:cluster:orders`, IsWriter: true };
  const rds = { send: async () => ({ GlobalClusters: [{ GlobalClusterMembers: [writer] }] }) };
  const records: EvidenceRecord[] = [];
  const edge = {
    clock: { now: () => world.now, sleep },
    log: () => {},
    lock: () => ({ read: async () => undefined, guard: async () => seconds() < lostAfterSeconds }),
    evidence: () => ({
      append: async (entry: EvidenceEntry) => void records.push(chained(records.at(-1), entry)),
      read: async () => [...records],
    }),
  } as unknown as Edge;
  const dns = { texts: async () => [{ outcome: 'answered', values: [], silent: [] } as const] };
  const handler = createHandler({ cloudformation, dynamo: { send: async () => ({}) }, rds } as never, edge, dns);
  const run = () =>
    handler({
      ...document,
      plan,
      run: { ...document.run, verb: 'retire' },
      admitRun: { status: 'done', output: { epoch: EPOCH, reason: 'r' } },
    });
  return { world, records, run, seconds };
}

describe('A look at 250 stacks that would not go', () => {
  const ended = async (eventPages: number) => {
    const retire = retiring(250, { status: 'DELETE_FAILED', eventPages });
    const failure: Error = await retire.run().then(
      () => new Error('it was not refused'),
      (error) => error,
    );
    return { ...retire, because: failure.message };
  };

  test('asks why of those alone that the sentence names, and counts the others', async () => {
    const { world, because, seconds } = await ended(1);
    expect(because).toMatch(
      /^stack-0-r-1 is DELETE_FAILED: Bucket \(AWS::S3::Bucket\): it is not empty; mend the cause/,
    );
    expect(Object.keys(world.events)).toEqual(Array.from({ length: 10 }, (_, n) => `arn:stack-${n}`));
    const named = because.split('mend the cause').length - 1;
    expect([named, because]).toEqual([6, expect.stringMatching(/; and 244 more$/)]);
    expect(seconds()).toBeLessThan(retireStacks.timeoutSeconds / 10);
  });

  test('ends within half of the function though each has twenty pages of events', async () => {
    const { world, because, seconds } = await ended(EVENT_PAGES_MAX);
    expect(because).toContain('stack-0-r-1 is DELETE_FAILED: Bucket');
    expect(Object.keys(world.events).length).toBeGreaterThanOrEqual(2);
    expect(seconds()).toBeLessThan(retireStacks.timeoutSeconds / 2);
  });
});

describe('An act of 25 deletions', () => {
  test('ends with those that are under way once another run has the lock, and writes down the others', async () => {
    const { world, records, run } = retiring(25, { secondsPerDelete: 3, lostAfterSeconds: 2 });
    await expect(run()).rejects.toMatchObject({ name: 'Understudy.Joined' });
    expect(world.deletions).toEqual([3, 3, 3, 3, 3]);
    expect(stacksCalledBy(records, 'RetireStacks')).toHaveLength(5);
  });

  test("is sent as a whole while the lock is this run's", async () => {
    const { world, run } = retiring(25, { secondsPerDelete: 1 });
    await run();
    expect(world.deletions).toHaveLength(25);
  });
});
