import { chained, type EvidenceEntry, type EvidenceRecord } from '../../../lib/domain/evidence';
import { changesIn, stacksCalledBy } from '../../../lib/domain/evidence-ending';
import { namesOf, STACK_TAGS } from '../../../lib/domain/names';
import { document, EPOCH, HERE, NOW } from '../../../test/fixtures';
import { deploying, ourTags, RELEASE, releaseStack, stackWorld } from '../../../test/stack-world';
import { awsError, signedPlan } from '../../../test/standby';
import { createHandler } from '../../steps/retire-stacks/handler';
import type { Edge } from '../step-handler';
import { recordUnsent } from './unsent';

const stackNames = Array.from({ length: 12 }, (_, n) => `stack-${n}`);
const plan = { ...signedPlan, release: { ...signedPlan.release, stacks: stackNames, stacksAtOnce: 12 } };
const nameOf = (stack: string) => `${stack}-${RELEASE}`;

function chain(entries: readonly EvidenceEntry[]): EvidenceRecord[] {
  const records: EvidenceRecord[] = [];
  for (const entry of entries) records.push(chained(records.at(-1), entry));
  return records;
}

test('DeployStacks writes down what it did not send because CloudFormation is asked too often', async () => {
  const world = stackWorld(stackNames.map((name) => releaseStack(name)));
  world.errors.CreateStackCommand = awsError('Throttling', 400);
  const { run, later } = deploying(world, plan);
  await run();
  expect(world.created).toHaveLength(5);
  expect(stacksCalledBy(chain(world.evidence), 'DeployStacks')).toEqual(stackNames.slice(0, 5).map(nameOf));
  expect(world.evidence.at(-1)).toMatchObject({
    kind: 'answered',
    because: '7 of these stacks were not sent, the next look goes on',
  });

  world.errors.CreateStackCommand = undefined;
  await later(2);
  expect(stacksCalledBy(chain(world.evidence), 'DeployStacks').sort()).toEqual(stackNames.map(nameOf).sort());
  expect(changesIn(chain(world.evidence)).every(({ kind }) => kind === 'called')).toBe(true);
});

test('DeployStacks creates no more than it has begun once another run has the lock, and writes down the others', async () => {
  const world = stackWorld(stackNames.map((name) => releaseStack(name)));
  Object.defineProperty(world, 'isOwned', { get: () => world.created.length < 5 });
  const prewarm = { run: { ...document.run, verb: 'prewarm' } };
  await expect(deploying(world, plan).run(prewarm)).rejects.toMatchObject({ name: 'Understudy.Joined' });
  expect(world.created).toHaveLength(5);
  expect(stacksCalledBy(chain(world.evidence), 'DeployStacks')).toEqual(stackNames.slice(0, 5).map(nameOf));
});

/** RetireStacks in a drill that has made so many stacks; CloudFormation turns the first deletions away. */
function retiring({ reason }: { readonly reason: string | undefined }) {
  const records: EvidenceRecord[] = [];
  const world = { deleted: [] as string[], turnsAway: 5, now: Date.parse(NOW) };
  const stacks = new Map(
    stackNames.map((name) => [
      `arn:${name}`,
      {
        StackId: `arn:${name}`,
        StackName: `drill-${nameOf(name)}`,
        StackStatus: 'CREATE_COMPLETE',
        StackStatusReason: reason,
        CreationTime: new Date(NOW),
        RoleARN: namesOf(plan, HERE).releaseRoleArn,
        Tags: Object.entries(
          ourTags({ [STACK_TAGS.lane]: 'drill', [STACK_TAGS.epoch]: String(EPOCH), [STACK_TAGS.level]: '1' }),
        ).map(([Key, Value]) => ({ Key, Value })),
      },
    ]),
  );
  const cloudformation = {
    async send({ constructor: { name }, input }: { constructor: { name: string }; input: { StackName: string } }) {
      if (name !== 'DeleteStackCommand') return { Stacks: [...stacks.values()] };
      world.deleted.push(input.StackName);
      world.turnsAway -= 1;
      if (world.turnsAway >= 0) throw awsError('Throttling', 400);
      stacks.delete(input.StackName);
      return {};
    },
  };
  const edge = {
    clock: { now: () => world.now, sleep: async () => {} },
    log: () => {},
    lock: () => ({ read: async () => undefined, guard: async () => true }),
    evidence: () => ({
      append: async (entry: EvidenceEntry) => void records.push(chained(records.at(-1), entry)),
      read: async () => [...records],
    }),
  } as unknown as Edge;
  const handler = createHandler({ cloudformation, dynamo: {}, rds: {} } as never, edge, {} as never);
  const release = { id: RELEASE, commit: 'c0ffee', versionId: 'v', sha256: 'a'.repeat(64) };
  const run = () =>
    handler({
      ...document,
      plan,
      run: { ...document.run, verb: 'drill' },
      admitRun: { status: 'done', output: { epoch: EPOCH, reason: 'r' } },
      checkReadiness: { status: 'done', output: { lags: [], release } },
    });
  return { world, records, run };
}

test.each([
  ['', undefined],
  [', and holds no reason against a stack that is older than its call', 'Export x is in use by y'],
])('RetireStacks that asks too often leaves CloudFormation alone until its next look%s', async (_, reason) => {
  const { world, records, run } = retiring({ reason });
  expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining('is asked too often') });
  expect(world.deleted).toHaveLength(5);
  expect(stacksCalledBy(records, 'RetireStacks')).toEqual([]);
  expect(await run()).toMatchObject({ status: 'done' });
  expect(world.deleted).toHaveLength(17);
  expect(stacksCalledBy(records, 'RetireStacks')).toHaveLength(12);
});

test('evidence that cannot be written stops nobody', async () => {
  const lines: object[] = [];
  const edge = {
    clock: { now: () => Date.parse(NOW) },
    log: (line: object) => void lines.push(line),
    evidence: () => ({ append: () => Promise.reject(new Error('no table')) }),
  } as unknown as Edge;
  const input = { document, run: document.run, epoch: EPOCH };
  const unsent = { stacks: [{ stackName: 'web' }], act: { kind: 'create' }, step: { name: 'DeployStacks' } } as const;
  await recordUnsent({ ...unsent, edge, input });
  expect(lines).toMatchObject([
    { kind: 'evidence-missing', because: expect.stringContaining('1 of these stacks was') },
  ]);
  await recordUnsent({ ...unsent, stacks: [], edge, input });
  expect(lines).toHaveLength(1);
});
