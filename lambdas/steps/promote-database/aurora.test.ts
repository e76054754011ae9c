import {
  DescribeDBClustersCommand,
  DescribeGlobalClustersCommand,
  FailoverGlobalClusterCommand,
  type FailoverGlobalClusterMessage,
  SwitchoverGlobalClusterCommand,
} from '@aws-sdk/client-rds';
import { chained, type EvidenceEntry, type EvidenceRecord } from '../../../lib/domain/evidence';
import { FAILURES } from '../../../lib/domain/failure';
import type { StepRecord } from '../../../lib/domain/run';
import { document, EPOCH, HERE, LOST, NOW, plan, RUN_ID } from '../../../test/fixtures';
import type { Edge } from '../../edge/step-handler';
import { createHandler } from './handler';

const [database] = plan.databases;
const globalCluster = database?.globalCluster ?? '';
const arnIn = (region: string) => `arn:aws:rds:${region}:${plan.account}:cluster:orders-${region}`;

const failing = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error('because'), { name, $metadata: { httpStatusCode } });

/** One global database whose writer is in the lost Region, a clock, and the evidence of this run. */
function smallWorld({ past = [] as Partial<EvidenceEntry>[] } = {}) {
  const world = {
    now: Date.parse(NOW),
    sent: [] as FailoverGlobalClusterMessage[],
    /** What Aurora says to the next promotions; afterwards it accepts. */
    answers: [] as Error[],
    /** What else happens while a promotion is sent. */
    meanwhile: () => {},
    /** Whether an accepted promotion shows at once. */
    shows: true,
    failover: undefined as string | undefined,
    writer: LOST,
    /** URLs that were asked, and what the ledger answers. */
    asked: [] as string[],
    ledger: { rows: 12, digest: 'abc' } as object,
    /** Regions that a promotion was sent to. */
    sentTo: [] as string[],
    evidenceIsAway: false,
    records: [] as EvidenceRecord[],
  };
  const remember = (entry: EvidenceEntry) => {
    if (world.evidenceIsAway) throw new Error('table is away');
    world.records.push(chained(world.records.at(-1), entry));
  };
  const called = { kind: 'called', step: 'PromoteDatabase', because: 'promoting', data: { act: { globalCluster } } };
  for (const entry of past) remember({ at: NOW, runId: RUN_ID, epoch: EPOCH, ...called, ...entry } as EvidenceEntry);
  const promote = (input: FailoverGlobalClusterMessage) => {
    world.sent.push(input);
    world.meanwhile();
    const answer = world.answers.shift();
    if (answer) throw answer;
    if (world.shows) world.failover = input.TargetDbClusterIdentifier;
  };
  const rdsIn = (region: string) => ({
    async send(command: unknown) {
      if (command instanceof FailoverGlobalClusterCommand || command instanceof SwitchoverGlobalClusterCommand) {
        world.sentTo.push(`${command.constructor.name} ${region}`);
        return promote(command.input);
      }
      expect(region).toBe(HERE);
      const instances = [{ IsClusterWriter: world.writer === HERE }, { IsClusterWriter: false }];
      if (command instanceof DescribeDBClustersCommand)
        return { DBClusters: [{ Status: 'available', DBClusterMembers: instances }] };
      expect(command).toBeInstanceOf(DescribeGlobalClustersCommand);
      const members = [LOST, HERE].map((at) => ({ DBClusterArn: arnIn(at), IsWriter: at === world.writer }));
      const state = world.failover && { FailoverState: { Status: 'failing-over', ToDbClusterArn: world.failover } };
      return { GlobalClusters: [{ GlobalClusterMembers: members, ...state }] };
    },
  });
  const web = {
    async ask({ url }: { url: string }) {
      world.asked.push(url);
      const body = JSON.stringify(world.ledger);
      return { outcome: 'answered', status: 200, headers: {}, body, latencyMilliseconds: 1 } as const;
    },
  };
  const edge = {
    clock: { now: () => world.now, sleep: async () => {} },
    log: () => {},
    lock: () => ({ guard: async () => true }),
    evidence: () => ({ append: async (entry: EvidenceEntry) => remember(entry), read: async () => world.records }),
  } as unknown as Edge;
  const handler = createHandler({ rdsIn, web }, edge);
  const run = (before?: StepRecord, begun: object = started) =>
    handler({ ...begun, ...(before && { promoteDatabase: before }) });
  return { world, run };
}

const done = (output: object) => ({
  status: 'done',
  looks: 1,
  because: 'done',
  firstLookAt: NOW,
  lookAgainSeconds: 0,
  said: [{ at: NOW, because: 'done' }],
  output,
});
const started = {
  ...document,
  plan: { ...plan, databases: plan.databases.slice(0, 1) },
  admitRun: done({ epoch: EPOCH, reason: 'us-east-1 is lost' }),
  confirmOutage: done({ lostRegion: LOST, witness: 'down', signals: [] }),
  authorizePromotion: done({ by: 'person', approvers: [], databases: [globalCluster] }),
};

const planned = {
  ...document,
  run: { ...document.run, verb: 'switchover' },
  plan: started.plan,
  admitRun: started.admitRun,
  authorizePromotion: started.authorizePromotion,
  confirmActive: done({ activeRegion: LOST, signals: [] }),
  fenceRegion: done({
    region: LOST,
    epoch: EPOCH,
    stopped: [],
    ledgers: [{ globalCluster, rows: 12, digest: 'abc', at: NOW }],
  }),
};

const secondsAgo = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString();

describe('a promotion', () => {
  test('accepts the loss of data and makes the member here the writer', async () => {
    const { world, run } = smallWorld();
    expect(await run()).toMatchObject({ because: `Aurora moves the writer of ${globalCluster} here (failing-over)` });
    expect(world.sent).toEqual([
      { GlobalClusterIdentifier: globalCluster, TargetDbClusterIdentifier: arnIn(HERE), AllowDataLoss: true },
    ]);
  });

  test('that does not show yet is sent once, over several invocations', async () => {
    const { world, run } = smallWorld();
    world.shows = false;
    const first = await run();
    world.now += 59_000;
    expect(await run(first)).toMatchObject({ because: expect.stringContaining('was sent 59 s ago') });
    expect(world.sent).toHaveLength(1);
  });

  test('is not sent while its record cannot be written', async () => {
    const { world, run } = smallWorld();
    world.evidenceIsAway = true;
    await expect(run()).rejects.toThrow('table is away');
    expect(world.sent).toEqual([]);
  });

  test.each([
    ['AccessDenied', 403],
    ['InvalidGlobalClusterStateFault', 400],
    ['InvalidDBClusterStateFault', 400],
    ['GlobalClusterNotFoundFault', 404],
    ['DBClusterNotFoundFault', 404],
    ['ValidationError', 400],
  ])("that Aurora refuses with %s ends at once, in Aurora's words", async (name, status) => {
    const { world, run } = smallWorld();
    world.answers = [failing(name, status)];
    await expect(run()).rejects.toMatchObject({
      name: FAILURES.refused,
      message: expect.stringContaining(`Aurora refused to promote ${globalCluster}: ${name}: because`),
    });
    expect(world.sent).toHaveLength(1);
    expect(world.records.map(({ kind }) => kind)).toEqual(['called', 'failed']);
  });

  test('that Aurora refuses because it is under way already is waited for', async () => {
    const { world, run } = smallWorld();
    world.answers = [failing('InvalidGlobalClusterStateFault', 400)];
    world.meanwhile = () => {
      world.failover = arnIn(HERE);
    };
    expect(await run()).toMatchObject({
      status: 'pending',
      because: expect.stringContaining('Aurora moves the writer'),
    });
  });

  test('that is throttled is sent again after the pace of the step', async () => {
    const { world, run } = smallWorld();
    world.answers = [failing('Throttling', 400)];
    const first = await run();
    expect(first).toMatchObject({ status: 'pending', lookAgainSeconds: 5 });
    expect(world.sent).toHaveLength(1);
    world.now += 5000;
    await run(first);
    expect(world.sent).toHaveLength(2);
  });

  test.each([
    ['TimeoutError', undefined],
    ['InternalFailure', 500],
  ])('that ends with %s may have taken effect: the next one waits for a minute', async (name, status) => {
    const { world, run } = smallWorld();
    world.answers = [failing(name, status)];
    const first = await run();
    expect(first.because).toContain(`without an answer (${name}: because)`);
    world.now += 59_000;
    await run(first);
    expect(world.sent).toHaveLength(1);
    world.now += 1000;
    await run(first);
    expect(world.sent).toHaveLength(2);
  });

  test('that fails in this program, not in AWS, is thrown', async () => {
    const { world, run } = smallWorld();
    world.answers = [new TypeError('a fault of its own')];
    await expect(run()).rejects.toThrow('a fault of its own');
  });

  test("that fails while its evidence is away is thrown in Aurora's words", async () => {
    const { world, run } = smallWorld();
    world.answers = [failing('AccessDenied', 403)];
    world.meanwhile = () => {
      world.evidenceIsAway = true;
    };
    await expect(run()).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('a switchover', () => {
  test('is called in the Region of the writer, and accepts no loss', async () => {
    const { world, run } = smallWorld();
    await run(undefined, planned);
    expect(world.sentTo).toEqual([`SwitchoverGlobalClusterCommand ${LOST}`]);
    expect(world.sent).toEqual([{ GlobalClusterIdentifier: globalCluster, TargetDbClusterIdentifier: arnIn(HERE) }]);
  });

  test.each<[string, object, string]>([
    ['is done when the database here holds the same', { rows: 12, digest: 'abc' }, 'done'],
    ['waits while it holds less', { rows: 11, digest: 'abd' }, 'pending'],
  ])('%s', async (_, ledger, status) => {
    const { world, run } = smallWorld();
    world.writer = HERE;
    world.ledger = ledger;
    expect(await run(undefined, planned)).toMatchObject({ status });
    expect(world.asked).toEqual([`https://${HERE}.orders.example.com/ledger`]);
    expect(world.sent).toEqual([]);
  });

  test('counts no rows before the writer is here', async () => {
    const { world, run } = smallWorld();
    await run(undefined, planned);
    expect(world.asked).toEqual([]);
  });

  test('that Aurora refuses is told in its words, and not sent again', async () => {
    const { world, run } = smallWorld();
    world.answers = [failing('InvalidGlobalClusterStateFault', 400)];
    await expect(run(undefined, planned)).rejects.toMatchObject({ name: FAILURES.refused });
    expect(world.sent).toHaveLength(1);
  });
});

describe('what this run has sent before', () => {
  test.each<[string, Partial<EvidenceEntry>[], number]>([
    ['is waited for', [{}], 0],
    ['is none of another step', [{ step: 'DeployStacks' }], 1],
    ['is none of another database', [{ data: { act: { globalCluster: 'ledger' } } }], 1],
    ['is no decision about it', [{ kind: 'decided', data: {} }], 1],
    ['counts from the last time, not from the first', [{ at: secondsAgo(90) }, { at: secondsAgo(30) }], 0],
    ['counts when the one before was throttled', [{ at: secondsAgo(90) }, throttled(90), { at: secondsAgo(30) }], 0],
    ['is sent again after it was throttled', [{ at: secondsAgo(30) }, throttled(30)], 1],
    ["is not excused by another database's throttling", [{ at: secondsAgo(30) }, throttled(30, 'ledger')], 0],
  ])('%s', async (_, past, sends) => {
    const { world, run } = smallWorld({ past });
    await run();
    expect(world.sent).toHaveLength(sends);
  });
});

function throttled(seconds: number, of = globalCluster): Partial<EvidenceEntry> {
  return { kind: 'failed', at: secondsAgo(seconds), data: { act: { globalCluster: of }, answer: 'throttled' } };
}
