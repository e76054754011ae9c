import { chained, type EvidenceEntry, type EvidenceRecord } from '../../../lib/domain/evidence';
import { namesOf, STACK_TAGS } from '../../../lib/domain/names';
import { closed, type Warm } from '../../../lib/domain/warm';
import { document, EPOCH, HERE, LOST, NOW, plan } from '../../../test/fixtures';
import { awsError } from '../../../test/standby';
import type { Edge } from '../../edge/step-handler';
import { warmTable } from '../../edge/warm-table';
import { createHandler } from './handler';

const names = namesOf(plan, HERE);
const WEB = 'orders-web-r-1';
const warm: Warm = {
  epoch: EPOCH,
  release: 'r-1',
  stacks: [{ id: `arn:${WEB}`, name: WEB }],
  since: NOW,
  until: NOW,
  history: [{ from: NOW, until: NOW }],
  version: 1,
};

/** A standby that was kept warm until now, with one stack. */
async function standby({ writer = LOST, verb = 'retire' as const as 'retire' | 'drill', isOwner = true } = {}) {
  const items: Record<string, Record<string, { S?: string; N?: string }>> = {};
  const dynamo = {
    async send({
      input: { Item, Key },
    }: {
      input: { Item?: Record<string, { S?: string }>; Key?: { sk: { S: string } } };
    }) {
      if (Item) items[Item.sk?.S ?? ''] = Item;
      return { Item: Key && items[Key.sk.S] };
    },
  };
  const table = warmTable(dynamo as never, { plan: plan.name, names });
  await table.write(warm, undefined);
  const world = { rds: 0, deleted: [] as string[], away: undefined as Error | undefined };
  const stacks = [
    {
      StackName: WEB,
      StackId: `arn:${WEB}`,
      StackStatus: 'CREATE_COMPLETE',
      RoleARN: names.releaseRoleArn,
      CreationTime: new Date(NOW),
      Tags: Object.entries({
        [STACK_TAGS.plan]: 'orders',
        [STACK_TAGS.release]: 'r-1',
        [STACK_TAGS.epoch]: String(EPOCH),
        [STACK_TAGS.lane]: 'live',
      }).map(([Key, Value]) => ({ Key, Value })),
    },
  ];
  const cloudformation = {
    async send({ constructor: { name }, input }: { constructor: { name: string }; input: { StackName?: string } }) {
      if (name !== 'DeleteStackCommand') return { Stacks: [...stacks] };
      world.deleted.push(input.StackName ?? '');
      stacks.length = 0;
      return {};
    },
  };
  const rds = {
    async send() {
      world.rds += 1;
      if (world.away) throw world.away;
      const DBClusterArn = `arn:aws:rds:${writer}:111122223333:cluster:orders-${writer}`;
      return { GlobalClusters: [{ GlobalClusterMembers: [{ DBClusterArn, IsWriter: true }] }] };
    },
  };
  const records: EvidenceRecord[] = [];
  const edge = {
    clock: { now: () => Date.parse(NOW), sleep: async () => {} },
    log: () => {},
    lock: () => ({ read: async () => undefined, guard: async () => isOwner }),
    evidence: () => ({
      append: async (entry: EvidenceEntry) => void records.push(chained(records.at(-1), entry)),
      read: async () => [...records],
    }),
  } as unknown as Edge;
  const dns = { texts: async () => [{ outcome: 'answered', values: [], silent: [] } as const] };
  const handler = createHandler({ cloudformation, dynamo, rds } as never, edge, dns);
  const run = () =>
    handler({
      ...document,
      request: { reason: 'r', trigger: { kind: 'upkeep', at: NOW } },
      run: { ...document.run, verb },
      admitRun: { status: 'done', output: { epoch: EPOCH, reason: 'r' } },
      checkReadiness: {
        status: 'done',
        output: { lags: [], release: { id: 'r-1', commit: 'c0ffee', versionId: 'v', sha256: 'a'.repeat(64) } },
      },
    });
  return { world, run, table };
}

describe('A retire', () => {
  test('deletes what was kept warm, closes the item and says so, in one invocation', async () => {
    const { world, run, table } = await standby();
    expect(await run()).toMatchObject({ status: 'done', output: { retired: [WEB], leftovers: [] } });
    expect(world.deleted).toEqual([`arn:${WEB}`]);
    expect(await table.read()).toEqual(closed(warm, NOW));
  });

  // F-124
  test('deletes nothing where the writer is, and closes the item: what was kept warm serves', async () => {
    const { world, run, table } = await standby({ writer: HERE });
    expect(await run()).toMatchObject({ status: 'done', output: { retired: [] } });
    expect(world.deleted).toEqual([]);
    expect(await table.read()).toEqual(closed(warm, NOW));
  });

  test('keeps everything while RDS does not say where the writer is', async () => {
    const { world, run, table } = await standby();
    world.away = awsError('ThrottlingException', 400);
    expect(await run()).toMatchObject({
      because: expect.stringContaining(`${WEB} stays: which Region is active is not`),
    });
    expect(world.deleted).toEqual([]);
    expect(await table.read()).toEqual(warm);
  });

  test('gives way to another run', async () => {
    const { world, run } = await standby({ isOwner: false });
    await expect(run()).rejects.toMatchObject({ name: 'Understudy.Joined' });
    expect(world.deleted).toEqual([]);
  });

  test('asks who is active, which a drill has no right to', async () => {
    const { world, run } = await standby({ verb: 'drill' });
    expect(await run()).toMatchObject({ status: 'done', output: { retired: [] } });
    expect(world.rds).toBe(0);
  });
});
