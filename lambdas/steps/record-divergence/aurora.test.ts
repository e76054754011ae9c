import { type CopyDBClusterSnapshotCommand, DescribeDBClusterSnapshotsCommand } from '@aws-sdk/client-rds';
import { chained, type EvidenceEntry, type EvidenceRecord } from '../../../lib/domain/evidence';
import { namesOf } from '../../../lib/domain/names';
import { document, EPOCH, HERE, LOST, NOW, plan, RUN_ID } from '../../../test/fixtures';
import { smallTable } from '../../../test/small-table';
import { awsError } from '../../../test/standby';
import { claimTable } from '../../edge/claim-table';
import { divergenceTable } from '../../edge/divergence-table';
import type { Edge } from '../../edge/step-handler';
import { createHandler } from './handler';

const ACTIVE = LOST;
const CLUSTER = plan.databases[0]?.clusters[HERE] ?? '';
const TAKEN = `rds:unplanned-global-failover-${CLUSTER}-1`;
const COPY = `understudy-orders-${CLUSTER}-201`;
const since = '2026-11-21T11:00:00.000Z';
const from = '2026-11-21T10:00:00.000Z';
const ofCluster = { DBClusterIdentifier: CLUSTER, Status: 'available', SnapshotCreateTime: new Date(NOW) };

const done = (output: object) => {
  const said = [{ at: NOW, because: 'done' }];
  return { status: 'done', looks: 1, because: 'done', firstLookAt: NOW, lookAgainSeconds: 0, said, output };
};
const started = {
  ...document,
  run: { ...document.run, verb: 'stand-down' },
  plan: { ...plan, databases: plan.databases.slice(0, 1) },
  admitRun: done({ epoch: EPOCH, reason: 'it is back' }),
  fenceRegion: done({ region: HERE, epoch: 201, stopped: [], ledgers: [] }),
};

/** A Region that was left behind by a failover to the active one, with the snapshot that Aurora took. */
async function smallWorld({ verb = 'failover' } = {}) {
  const [here, active] = [smallTable(), smallTable()];
  const dynamoIn = (region: string) => (region === HERE ? here : active);
  const runId = RUN_ID.replace(HERE, ACTIVE).replace('failover', verb);
  const there = { plan: plan.name, names: namesOf(plan, ACTIVE) };
  await claimTable({ send: (command) => put(active, command) }, there).claim({ epoch: 201, runId, at: since });
  const world = {
    asked: [] as string[],
    copies: [] as object[],
    refusal: undefined as Error | undefined,
    shows: true,
    snapshots: [{ ...ofCluster, DBClusterSnapshotIdentifier: TAKEN }],
    records: [] as EvidenceRecord[],
  };
  const rds = {
    async send(command: unknown) {
      if (command instanceof DescribeDBClusterSnapshotsCommand) return { DBClusterSnapshots: world.snapshots };
      const { input } = command as CopyDBClusterSnapshotCommand;
      world.copies.push(input);
      if (world.refusal) throw world.refusal;
      const copy = { ...ofCluster, DBClusterSnapshotIdentifier: input.TargetDBClusterSnapshotIdentifier ?? '' };
      if (world.shows) world.snapshots.push(copy);
      return {};
    },
  };
  const web = {
    async ask({ url }: { url: string }) {
      world.asked.push(url);
      const isHere = url.includes(HERE);
      const headers = { 'understudy-region': isHere ? HERE : LOST };
      const body = JSON.stringify({ rows: isHere ? 15 : 12, digest: 'abc', rowsSince: 3 });
      return { outcome: 'answered', status: 200, headers, body, latencyMilliseconds: 1 } as const;
    },
  };
  const edge = {
    clock: { now: () => Date.parse(NOW), sleep: async () => {} },
    log: () => {},
    lock: () => ({ guard: async () => true }),
    evidence: () => ({
      append: async (entry: EvidenceEntry) => void world.records.push(chained(world.records.at(-1), entry)),
      read: async () => world.records,
    }),
  } as unknown as Edge;
  const handler = createHandler({ dynamoIn, rds, web }, edge);
  const recorded = () => divergenceTable(dynamoIn(HERE), { plan: plan.name, names: namesOf(plan, HERE) }).read();
  return { world, recorded, run: () => handler(started) };
}

/** A table that takes every write: the condition of a claim is none that the small one understands. */
const put = async (table: ReturnType<typeof smallTable>, { input }: { input: { Item: never } }) =>
  table.keep(input.Item);

test('what a failover left behind is counted, recorded, copied with the tags of the plan, and named', async () => {
  const { world, recorded, run } = await smallWorld();
  const { output } = (await run()) as { output: { databases: object[]; tasks: string[] } };
  expect(world.asked.sort()).toEqual([
    `https://${ACTIVE}.orders.example.com/ledger`,
    `https://${HERE}.orders.example.com/ledger?since=${encodeURIComponent(from)}`,
  ]);
  expect(world.copies).toEqual([
    {
      SourceDBClusterSnapshotIdentifier: TAKEN,
      TargetDBClusterSnapshotIdentifier: COPY,
      Tags: [
        { Key: 'understudy:plan', Value: plan.name },
        { Key: 'understudy:epoch', Value: '201' },
      ],
    },
  ]);
  expect(output).toMatchObject({ databases: [{ globalCluster: 'orders', snapshot: COPY }], tasks: [] });
  expect(await recorded()).toMatchObject({ epoch: 201, activeRegion: ACTIVE, version: 2, databases: output.databases });
});

test('a second run counts and copies nothing again', async () => {
  const { world, run } = await smallWorld();
  await run();
  await run();
  expect([world.asked.length, world.copies.length]).toEqual([2, 1]);
});

// F-54
test('a refused copy is asked for once, and becomes a task', async () => {
  const { world, run } = await smallWorld();
  world.refusal = awsError('KMSKeyNotAccessibleFault', 400);
  const { output } = (await run()) as { output: { tasks: string[] } };
  expect(world.copies).toHaveLength(1);
  expect(output.tasks[0]).toContain('KMSKeyNotAccessibleFault');
});

test.each([
  ['was throttled', 'Throttling'],
  ['exists already', 'DBClusterSnapshotAlreadyExistsFault'],
])('a copy that %s is waited for', async (_, name) => {
  const { world, run } = await smallWorld();
  world.refusal = awsError(name, 400);
  expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining('was asked for 0 s ago') });
  expect(world.copies).toHaveLength(1);
});

test('after a switchover nothing is asked, copied or recorded', async () => {
  const { world, recorded, run } = await smallWorld({ verb: 'switchover' });
  expect(await run()).toMatchObject({ status: 'done', output: { databases: [], tasks: [] } });
  expect([world.asked, world.copies, await recorded()]).toEqual([[], [], undefined]);
});
