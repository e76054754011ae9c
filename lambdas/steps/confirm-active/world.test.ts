import { divergenceItem } from '../../../lib/domain/divergence';
import { fenceItem } from '../../../lib/domain/fence';
import { namesOf } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import { settlementText } from '../../../lib/domain/settlement';
import { claimKey } from '../../../lib/domain/table-items';
import type { Verb } from '../../../lib/domain/verbs';
import { document, EPOCH, HERE, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import { patientClock } from '../../../test/patient-clock';
import { smallTable } from '../../../test/small-table';
import { awsError, texts } from '../../../test/standby';
import { presenceTable } from '../../edge/presence-table';
import type { Edge } from '../../edge/step-handler';
import type { Web } from '../../edge/web';
import { createHandler } from './handler';

/** Two Regions, each with its table; the writer is in the other one, which answers. */
async function twoRegions() {
  const tables: Record<string, ReturnType<typeof smallTable>> = { [HERE]: smallTable(), [LOST]: smallTable() };
  const world = {
    tables,
    writer: LOST,
    answers: true,
    /** Regions whose DynamoDB does not answer. */
    dark: new Set<string>(),
    asked: [] as string[],
    names: [] as string[],
    clock: patientClock(),
  };
  const dynamoIn = (region: string) => ({
    send: async (command: never) => {
      world.asked.push(region);
      if (world.dark.has(region)) throw awsError('InternalServerError', 500);
      return tables[region]?.send(command);
    },
  });
  const rds = {
    send: async () => ({
      GlobalClusters: [
        {
          GlobalClusterMembers: [
            { IsWriter: true, DBClusterArn: `arn:aws:rds:${world.writer}:${plan.account}:cluster:orders` },
          ],
        },
      ],
    }),
  };
  const probed: string[] = [];
  const web: Web = {
    async ask({ url }) {
      probed.push(new URL(url).hostname);
      return world.answers
        ? { outcome: 'answered', status: 200, headers: {}, body: '', latencyMilliseconds: 40 }
        : { outcome: 'unreachable', because: 'no connection', asked: true };
    },
  };
  const text = settlementText({ epoch: 0, serial: 1, active: LOST, attached: [LOST, HERE] });
  const dns = {
    ask: async () => [],
    texts: async (names: readonly string[]) => {
      world.names.push(...names);
      return names.map(() => texts(text));
    },
  };
  const edge = {
    clock: { now: () => Date.parse(NOW), sleep: world.clock.sleep },
    log: () => {},
    evidence: () => ({ append: async () => {} }),
    lock: () => {
      throw new Error('a step that is not fenced touches no lock');
    },
  } as unknown as Edge;
  await presenceTable(tables[LOST] as never, { plan: plan.name, names: namesOf(plan, LOST) }).write({
    signalUrl: '',
    approvalUrl: '',
    controlsUrl: '',
    planSha256: document.run.planSha256,
    at: NOW,
  });
  const handler = createHandler({ rds, dynamoIn }, edge, { web, dns });
  return { world, probed, run: (verb: Verb, under: Plan = plan) => handler(runOf(verb, under)) };
}

const runOf = (verb: Verb, under: Plan) => ({
  ...document,
  plan: under,
  run: { ...document.run, verb },
  admitRun: {
    status: 'done',
    looks: 1,
    because: '',
    firstLookAt: NOW,
    lookAgainSeconds: 0,
    said: [],
    output: { epoch: EPOCH, reason: 'planned' },
  },
});

describe('ConfirmActive looks', () => {
  test('in a switchover at the items of every Region and at the records, and probes the active Region', async () => {
    const { world, probed, run } = await twoRegions();
    expect(await run('switchover')).toMatchObject({ status: 'done', output: { activeRegion: LOST } });
    expect(new Set(world.asked)).toEqual(new Set([HERE, LOST]));
    expect(world.names).toEqual(['_understudy.orders.example.com']);
    expect(probed).toEqual([`${LOST}.orders.example.com`]);
  });

  test('in a drill at the writers, claims and its own fence, and probes the active Region', async () => {
    const { world, probed, run } = await twoRegions();
    expect(await run('drill')).toMatchObject({ status: 'done' });
    expect([world.asked.toSorted(), world.names]).toEqual([[LOST, HERE, HERE], []]);
    expect(probed).toEqual([`${LOST}.orders.example.com`]);
  });

  test('in a prewarm at the writers, claims and its own fence, and probes nobody', async () => {
    const { world, probed, run } = await twoRegions();
    world.answers = false;
    expect(await run('prewarm')).toMatchObject({ status: 'done' });
    expect([world.asked.toSorted(), world.names, probed]).toEqual([[LOST, HERE, HERE], [], []]);
  });

  test('without databases at claims and records', async () => {
    const { world, run } = await twoRegions();
    expect(await run('drill', planWith({ databases: [] }))).toMatchObject({ status: 'done' });
    expect(world.names).toEqual(['_understudy.orders.example.com']);
    world.tables[HERE]?.keep({ ...claimKey(plan.name), epoch: { N: '101' } });
    await expect(run('drill', planWith({ databases: [] }))).rejects.toThrow('us-west-2 is active');
  });

  test('twice before it calls the active Region down', async () => {
    const { world, probed, run } = await twoRegions();
    world.answers = false;
    await expect(run('switchover')).rejects.toMatchObject({
      name: 'Understudy.Refused',
      message: expect.stringContaining('start understudy-orders-failover in us-west-2'),
    });
    expect([probed.length, world.clock.now()]).toEqual([2, 1000]);
  });

  test('at this Region too, and probes nobody when it is active', async () => {
    const { world, probed, run } = await twoRegions();
    world.writer = HERE;
    await expect(run('switchover')).rejects.toThrow('nothing to switch over: us-west-2 is active');
    expect(probed).toEqual([]);
  });

  test('again while the table of the other Region does not answer', async () => {
    const { world, run } = await twoRegions();
    world.dark.add(LOST);
    expect(await run('switchover')).toMatchObject({
      status: 'pending',
      because: expect.stringContaining('the claim of us-east-1 cannot be read; the plan of us-east-1 is not known'),
    });
  });

  test('at what only the databases here may hold', async () => {
    const { world, run } = await twoRegions();
    const left = { epoch: 1, activeRegion: LOST, runId: 'r', at: NOW, version: 1 };
    const databases = [{ globalCluster: 'orders', because: 'orders: 12 rows more' }];
    world.tables[HERE]?.keep(divergenceItem(plan.name, { ...left, databases }));
    await expect(run('switchover')).rejects.toThrow('orders: 12 rows more; look at it');
    expect(await run('drill')).toMatchObject({ status: 'done' });
  });

  test('at who claimed, and whether this Region was fenced since', async () => {
    const { world, run } = await twoRegions();
    const by = 'arn:aws:states:us-east-1:1:execution:understudy-orders-failover:run';
    world.tables[HERE]?.keep({ ...claimKey(plan.name), epoch: { N: '1' } });
    world.tables[LOST]?.keep({ ...claimKey(plan.name), epoch: { N: '2' }, runId: { S: by } });
    await expect(run('switchover')).rejects.toThrow(
      'a failover of us-east-1 took the place of us-west-2 under epoch 2',
    );
    await expect(run('drill')).rejects.toThrow('it has to stand down first');
    world.tables[LOST]?.keep({
      ...claimKey(plan.name),
      epoch: { N: '2' },
      runId: { S: by.replace('failover', 'switchover') },
    });
    const unsettled = { message: expect.not.stringContaining('took the place') };
    await expect(run('switchover')).rejects.toMatchObject(unsettled);
    const fence = { epoch: 2, runId: 'r', at: NOW, state: 'fenced' as const, version: 1 };
    const before = { services: [], rules: [], schedules: [] };
    world.tables[HERE]?.keep(fenceItem(plan.name, { ...fence, before }));
    expect(await run('drill')).toMatchObject({ status: 'done' });
  });
});
