import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import { chained, type EvidenceEntry, type EvidenceRecord } from '../../../lib/domain/evidence';
import type { Lock } from '../../../lib/domain/lock';
import { STACK_TAGS } from '../../../lib/domain/names';
import { document, EPOCH, NOW, plan, RUN_ID } from '../../../test/fixtures';
import { awsError } from '../../../test/standby';
import type { TextAnswer } from '../../edge/dns';
import type { Edge } from '../../edge/step-handler';
import { SHOWN_AFTER_SECONDS } from './decide';
import { createHandler } from './handler';
import { retireStacks } from './step';

const DATA = 'orders-data-r-3f2a1b';
const WEB = 'orders-web-r-3f2a1b';
const ROLE = 'arn:aws:iam::111122223333:role/orders-release-us-west-2';
const RELEASE = { id: 'r-3f2a1b', commit: 'c0ffee', versionId: 'v1', sha256: 'a'.repeat(64) };
const deployed = {
  ...document,
  admitRun: { status: 'done', output: { epoch: EPOCH, reason: 'us-east-1 is unreachable' } },
  checkReadiness: { status: 'done', output: { lags: [], release: RELEASE } },
};

interface Made {
  readonly status?: string;
  readonly epoch?: number;
  readonly plan?: string;
  readonly release?: string;
  readonly lane?: string;
  readonly reason?: string;
  readonly parent?: string;
  /** After the first one, seconds. */
  readonly createdSeconds?: number;
}

const stack = (
  name: string,
  { status = 'CREATE_COMPLETE', epoch = EPOCH, plan = 'orders', release = RELEASE.id, ...made }: Made = {},
): Stack => ({
  StackName: name,
  StackId: `arn:${name}`,
  StackStatus: status as never,
  CreationTime: new Date(Date.parse(NOW) + (made.createdSeconds ?? 0) * 1000),
  Tags: [
    { Key: STACK_TAGS.plan, Value: plan },
    { Key: STACK_TAGS.epoch, Value: String(epoch) },
    { Key: STACK_TAGS.release, Value: release },
    ...(made.lane ? [{ Key: STACK_TAGS.lane, Value: made.lane }] : []),
  ],
  ...(made.reason && { StackStatusReason: made.reason }),
  ...(made.parent && { ParentId: made.parent }),
});

const called = (step: string, stackName: string, secondsAgo = 300): EvidenceEntry => ({
  at: new Date(Date.parse(NOW) - secondsAgo * 1000).toISOString(),
  runId: RUN_ID,
  epoch: EPOCH,
  kind: 'called',
  step,
  because: 'b',
  data: { act: { kind: step === 'DeployStacks' ? 'create' : 'delete', stacks: [{ stackName }] } },
});

/** A Region in which a run has deployed and then stopped. */
function stopped(
  stacks: readonly Stack[],
  {
    claimedEpoch = 0,
    calls = [] as EvidenceEntry[],
    owned = true,
    events = [] as StackEvent[],
    /** `undefined` for a zone that does not answer. */
    settled = 'none' as string | undefined,
    lock = undefined as Lock | undefined,
    notDeleted = undefined as Error | undefined,
  } = {},
) {
  const world = {
    now: Date.parse(NOW),
    stacks: [...stacks],
    records: [] as EvidenceRecord[],
    deleted: [] as { StackName: string; RoleARN: string; ClientRequestToken: string }[],
    asked: [] as string[],
    unreadable: undefined as Error | undefined,
  };
  const append = (entry: EvidenceEntry) => void world.records.push(chained(world.records.at(-1), entry));
  calls.forEach(append);
  const edge: Edge = {
    clock: { now: () => world.now, sleep: async () => {} },
    log: () => {},
    lock: () => ({
      read: async () => lock,
      acquire: async () => false,
      guard: async () => owned,
      release: async () => false,
      close: async () => false,
    }),
    evidence: () => ({
      append: async (entry) => append(entry),
      async read() {
        if (world.unreadable) throw world.unreadable;
        return [...world.records];
      },
    }),
  };
  const cloudformation = {
    async send({ constructor: { name }, input }: { constructor: { name: string }; input: never }) {
      world.asked.push(name);
      const { StackName } = input as { StackName: string };
      const found = world.stacks.find((one) => one.StackName === StackName || one.StackId === StackName);
      if (name === 'DeleteStackCommand') {
        if (notDeleted) throw notDeleted;
        world.deleted.push(input);
        if (found) found.StackStatus = 'DELETE_IN_PROGRESS';
        return {};
      }
      if (name === 'DescribeStackEventsCommand') return { StackEvents: events };
      return { Stacks: world.stacks };
    },
  };
  const dynamo = {
    send: async ({ input }: { input: { Key: { pk: { S: string } } } }) =>
      claimedEpoch && input.Key.pk.S.startsWith('claim#') ? { Item: { epoch: { N: String(claimedEpoch) } } } : {},
  };
  const rds = { send: async () => Promise.reject(new Error('only a retire asks who is active')) };
  const dns = {
    texts: async (names: readonly string[]): Promise<TextAnswer[]> =>
      names.map((name) =>
        settled === undefined
          ? { outcome: 'unreachable', because: `${name}: no name server answers` }
          : { outcome: 'answered', values: settled === 'none' ? [] : [settled], silent: [] },
      ),
  };
  const handler = createHandler({ cloudformation, dynamo, rds }, edge, dns);
  return {
    world,
    run: (run: object = deployed) => handler(run),
    /** CloudFormation has deleted what it was asked to. */
    gone: () => {
      world.stacks = world.stacks.filter(({ StackStatus }) => StackStatus !== 'DELETE_IN_PROGRESS');
    },
  };
}

describe('RetireStacks deletes', () => {
  test('what this run created, the last created first, one after the other', async () => {
    const { world, run, gone } = stopped([stack(DATA), stack(WEB, { createdSeconds: 60 })]);
    expect(await run()).toMatchObject({ status: 'pending', because: `${WEB} is DELETE_IN_PROGRESS` });
    expect(world.deleted.map(({ StackName }) => StackName)).toEqual([`arn:${WEB}`]);
    gone();
    expect(await run()).toMatchObject({ status: 'pending', because: `${DATA} is DELETE_IN_PROGRESS` });
    gone();
    expect(await run()).toMatchObject({ status: 'done', output: { retired: [WEB, DATA] } });
    expect(world.deleted).toHaveLength(2);
  });

  test("with the release's own role, and a token that a repeated call is known by", async () => {
    const { world, run } = stopped([stack(DATA)]);
    await run();
    expect(world.deleted).toEqual([
      { StackName: `arn:${DATA}`, RoleARN: ROLE, ClientRequestToken: `retire-${EPOCH}-${DATA}` },
    ]);
  });

  test.each(['CREATE_IN_PROGRESS', 'CREATE_FAILED', 'ROLLBACK_COMPLETE'])('a stack that is %s', async (status) => {
    const { world, run } = stopped([stack(DATA, { status })]);
    await run();
    expect(world.deleted).toHaveLength(1);
  });

  test.each([
    ['waits for a stack that was sent just now and does not show', SHOWN_AFTER_SECONDS - 1, 'pending'],
    ['takes it for never created after that', SHOWN_AFTER_SECONDS, 'done'],
  ])('%s', async (_, secondsAgo, status) => {
    const { run } = stopped([], { calls: [called('DeployStacks', DATA, secondsAgo)] });
    expect(await run()).toMatchObject({ status });
  });
});

describe('RetireStacks deletes nothing', () => {
  test.each<[string, Parameters<typeof stopped>, string]>([
    ['once a promotion was sent', [[stack(DATA)], { calls: [called('PromoteDatabase', '')] }], 'a promotion was sent'],
    ['where this Region serves under this epoch', [[stack(DATA)], { claimedEpoch: EPOCH }], 'serves under epoch 101'],
    ['where it serves under a later one', [[stack(DATA)], { claimedEpoch: EPOCH + 100 }], 'serves under epoch 201'],
    ['that an earlier run created', [[stack(DATA, { epoch: 1 })]], 'no stack that this run created exists'],
    ['of another plan', [[stack(DATA, { plan: 'shop' })]], 'no stack that this run created exists'],
    ['where there is nothing', [[]], 'no stack that this run created exists'],
  ])('%s', async (_, given, because) => {
    const { world, run } = stopped(...given);
    expect(await run()).toMatchObject({
      status: 'done',
      output: { retired: [] },
      because: expect.stringContaining(because),
    });
    expect(world.deleted).toEqual([]);
  });

  test('but does where this Region claims an epoch before this one', async () => {
    const { world, run } = stopped([stack(DATA)], { claimedEpoch: EPOCH - 1 });
    await run();
    expect(world.deleted).toHaveLength(1);
  });

  test.each<[string, object]>([
    ['was never admitted', { ...deployed, admitRun: undefined }],
    ['came to no release', { ...deployed, checkReadiness: undefined }],
    ['waited for its release', { ...deployed, checkReadiness: { status: 'pending' } }],
  ])('and asks nobody for a run that %s', async (_, run) => {
    const region = stopped([stack(DATA)]);
    expect(await region.run(run)).toMatchObject({ status: 'done', output: { retired: [] } });
    expect(region.world.asked).toEqual([]);
  });

  test('where an earlier run has moved the writer here: no other Region can serve', async () => {
    const lags = [{ globalCluster: 'orders', promoted: true as const }];
    const resumed = { ...deployed, checkReadiness: { status: 'done', output: { lags, release: RELEASE } } };
    const { world, run } = stopped([stack(DATA)]);
    expect(await run(resumed)).toMatchObject({
      because: expect.stringContaining('the writer is in us-west-2 already'),
    });
    expect(world.deleted).toEqual([]);
  });

  test('where somebody has moved the writer here by hand while this run went on', async () => {
    const moved = {
      status: 'done',
      looks: 1,
      because: 'b',
      firstLookAt: NOW,
      lookAgainSeconds: 0,
      said: [],
      output: {},
    };
    const { world, run } = stopped([stack(DATA)]);
    expect(await run({ ...deployed, promoteDatabase: moved })).toMatchObject({ output: { retired: [] } });
    expect(world.deleted).toEqual([]);
    await run({ ...deployed, promoteDatabase: { ...moved, status: 'pending' } });
    expect(world.deleted).toHaveLength(1);
  });

  test('while nobody can tell whether a promotion was sent', async () => {
    const { world, run } = stopped([stack(DATA)]);
    world.unreadable = awsError('ProvisionedThroughputExceededException', 400);
    expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining('cannot look') });
    expect(world.deleted).toEqual([]);
  });

  test.each(['DELETE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'])(
    'to which something else is done: %s is waited for',
    async (status) => {
      const { world, run } = stopped([stack(DATA, { status })]);
      expect(await run()).toMatchObject({ status: 'pending', because: `${DATA} is ${status}` });
      expect(world.deleted).toEqual([]);
    },
  );
});

describe('RetireStacks refuses', () => {
  test.each<[string, Error]>([
    ['a role that may not', Object.assign(awsError('AccessDenied', 403), { message: 'not authorized' })],
    ['termination protection', Object.assign(awsError('ValidationError', 400), { message: 'TerminationProtection' })],
  ])('what CloudFormation will not delete: %s', async (_, notDeleted) => {
    const { run } = stopped([stack(DATA)], { notDeleted });
    await expect(run()).rejects.toMatchObject({
      name: 'Understudy.Refused',
      message: expect.stringContaining(
        `CloudFormation does not delete ${DATA}: cloudformation:DeleteStack failed: ${notDeleted.name}, ` +
          `${notDeleted.message}; mend the cause, then run aws cloudformation delete-stack`,
      ),
    });
  });

  test.each(['Throttling', 'TokenAlreadyExistsException'])('but looks again after %s', async (name) => {
    const { run } = stopped([stack(DATA)], { notDeleted: awsError(name, 400) });
    expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining('is to be deleted') });
  });

  // F-123
  test('a stack that cannot be deleted, naming the first resource that was in the way and the command', async () => {
    const event = (LogicalResourceId: string, ResourceStatus: 'DELETE_FAILED' | 'DELETE_COMPLETE', reason: string) => ({
      LogicalResourceId,
      ResourceStatus,
      ResourceType: 'AWS::ECS::Service',
      ResourceStatusReason: reason,
      StackId: `arn:${DATA}`,
      PhysicalResourceId: LogicalResourceId === DATA ? `arn:${DATA}` : LogicalResourceId,
    });
    const events = [
      event(DATA, 'DELETE_FAILED', 'The following resource(s) failed to delete'),
      event('Second', 'DELETE_FAILED', 'Resource deletion cancelled'),
      event('First', 'DELETE_FAILED', 'not authorized'),
      event('Zeroth', 'DELETE_COMPLETE', ''),
    ] as unknown as StackEvent[];
    const { world, run } = stopped([stack(DATA, { status: 'DELETE_FAILED' })], { events });
    await expect(run()).rejects.toThrow(
      `${DATA} is DELETE_FAILED: First (AWS::ECS::Service): not authorized; mend the cause, then run ` +
        `aws cloudformation delete-stack --region us-west-2 --stack-name ${DATA} --role-arn ${ROLE}`,
    );
    expect(world.deleted).toEqual([]);
  });

  test('to delete anything once another run owns the epoch', async () => {
    const { world, run } = stopped([stack(DATA)], { owned: false });
    await expect(run()).rejects.toMatchObject({ name: 'Understudy.Refused' });
    expect(world.deleted).toEqual([]);
  });
});

test.each([
  [200, 1],
  [201, 2],
  [1000, 5],
])(
  'a look at a plan of %i stacks is followed by a pause of %i s, for CloudFormation takes few lists',
  (count, pause) => {
    const stacks = Array.from({ length: count }, (_, index) => `s${index}`);
    expect(retireStacks.restSeconds?.({ ...plan, release: { ...plan.release, stacks } })).toBe(pause);
  },
);
