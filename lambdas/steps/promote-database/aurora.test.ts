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
import { databaseEventKey } from '../../../lib/domain/table-items';
import { document, EPOCH, HERE, LOST, NOW, plan, RUN_ID } from '../../../test/fixtures';
import { smallTable } from '../../../test/small-table';
import { awsError } from '../../../test/standby';
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
    failoverStatus: 'failing-over',
    writer: LOST,
    /** Region of the writer where it is another, by global database. */
    writers: {} as Record<string, string>,
    /** Global databases that were looked at, one after the other. */
    described: [] as string[],
    /** URLs that were asked, and what the ledger answers. */
    asked: [] as string[],
    ledger: { rows: 12, digest: 'abc' } as object,
    /** Whether RDS throttles this look. */
    isThrottled: false,
    /** Engine version of the cluster here. */
    version: '16.4',
    table: smallTable(),
    /** Regions that a promotion was sent to. */
    sentTo: [] as string[],
    evidenceIsAway: false,
    lockIsAway: false,
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
      if (world.isThrottled) throw failing('Throttling', 400);
      const instances = [{ IsClusterWriter: world.writer === HERE }, { IsClusterWriter: false }];
      if (command instanceof DescribeDBClustersCommand)
        return { DBClusters: [{ Status: 'available', EngineVersion: world.version, DBClusterMembers: instances }] };
      expect(command).toBeInstanceOf(DescribeGlobalClustersCommand);
      const { GlobalClusterIdentifier: of = '' } = (command as DescribeGlobalClustersCommand).input;
      world.described.push(of);
      const writer = world.writers[of] ?? world.writer;
      const members = [LOST, HERE, writer].map((at) => ({ DBClusterArn: arnIn(at), IsWriter: at === writer }));
      const { failover: to, failoverStatus: Status } = world;
      const state = to && { FailoverState: { Status, ToDbClusterArn: to } };
      return { GlobalClusters: [{ EngineVersion: '16.4', GlobalClusterMembers: members, ...state }] };
    },
  });
  const web = {
    async ask({ url }: { url: string }) {
      world.asked.push(url);
      const body = JSON.stringify(world.ledger);
      const headers = { 'understudy-region': HERE };
      return { outcome: 'answered', status: 200, headers, body, latencyMilliseconds: 1 } as const;
    },
  };
  const edge = {
    clock: { now: () => world.now, sleep: async () => {} },
    log: () => {},
    lock: () => ({
      guard: async () => (world.lockIsAway ? Promise.reject(awsError('InternalServerError', 500)) : true),
    }),
    evidence: () => ({ append: async (entry: EvidenceEntry) => remember(entry), read: async () => world.records }),
  } as unknown as Edge;
  const handler = createHandler({ dynamo: world.table, rdsIn, web }, edge);
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

  // F-33
  test('that does not show yet is sent once, over several invocations', async () => {
    const { world, run } = smallWorld();
    world.shows = false;
    const first = await run();
    world.now += 59_000;
    expect(await run(first)).toMatchObject({ because: expect.stringContaining('was sent 59 s ago') });
    expect(world.sent).toHaveLength(1);
  });

  // F-22
  test('is not sent while its lock cannot be written, and sent once it can', async () => {
    const { world, run } = smallWorld();
    world.lockIsAway = true;
    await expect(run()).rejects.toThrow('InternalServerError');
    expect(world.sent).toEqual([]);
    world.lockIsAway = false;
    expect(await run()).toMatchObject({ status: 'pending' });
    expect(world.sent).toHaveLength(1);
  });

  // F-116
  test('is not sent while its record cannot be written', async () => {
    const { world, run } = smallWorld();
    world.evidenceIsAway = true;
    await expect(run()).rejects.toThrow('table is away');
    expect(world.sent).toEqual([]);
  });

  test.each([
    ['AccessDenied', 403],
    // F-40
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

  // F-40
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

  // F-32, F-113
  test.each([
    ['is throttled', 'Throttling', 400],
    ['is turned away with ExpiredToken', 'ExpiredToken', 403],
    ['is turned away with ExpiredTokenException', 'ExpiredTokenException', 400],
  ])('that %s is sent again after 5 s, and not before', async (_, name, status) => {
    const { world, run } = smallWorld();
    world.answers = [failing(name, status)];
    const first = await run();
    expect(first).toMatchObject({ status: 'pending', lookAgainSeconds: 1 });
    world.now += 4999;
    const second = await run(first);
    expect(world.sent).toHaveLength(1);
    world.now += 1;
    await run(second);
    expect(world.sent).toHaveLength(2);
  });

  // F-34
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

describe('of many databases', () => {
  const many = Array.from({ length: 12 }, (_, place) => `database-${place}`);
  const begun = {
    ...started,
    plan: { ...plan, databases: many.map((name) => ({ ...started.plan.databases[0], globalCluster: name })) },
    authorizePromotion: done({ by: 'person', approvers: [], databases: many }),
  };
  function manyDatabases() {
    const { world, run } = smallWorld();
    world.shows = false;
    return {
      world,
      sent: () => world.sent.map((one) => one.GlobalClusterIdentifier),
      goesOn: () => run(undefined, begun),
    };
  }

  test('each is looked at again right before it is sent, and the others are not', async () => {
    const { world, sent, goesOn } = manyDatabases();
    await goesOn();
    expect(sent()).toEqual(many);
    expect(world.described).toEqual([...many, ...many.slice(1)]);
  });

  test.each<[string, Record<string, string>]>([
    ['all wait for it', {}],
    ['an earlier run has sent the first', { 'database-0': HERE }],
  ])('one that somebody moves meanwhile is not sent: %s', async (_, writers) => {
    const { world, sent, goesOn } = manyDatabases();
    world.writers = writers;
    world.meanwhile = () => {
      world.writers['database-5'] = 'eu-west-1';
    };
    await expect(goesOn()).rejects.toThrow('the writer of database-5 is in eu-west-1');
    expect(sent()).toEqual(many.filter((name) => name !== 'database-5' && !(name in writers)));
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

describe('after the point of no return', () => {
  test.each<[string, object, string, RegExp]>([
    [
      'more rows than before end it, unproven',
      { rows: 13, digest: 'abd' },
      'done',
      /not proven: after 60 s it holds 13 r/,
    ],
    [
      'no answer ends it, unproven',
      { rows: 'many' },
      'done',
      /not proven: its rows here are not counted after 60 s: the/,
    ],
  ])('after a minute %s', async (_, ledger, status, because) => {
    const { world, run } = smallWorld();
    world.writer = HERE;
    world.ledger = ledger;
    const first = await run(undefined, planned);
    expect(first.status).toBe('pending');
    world.now += 30_000;
    world.isThrottled = true;
    const second = await run(first, planned);
    expect(second.because).toContain('cannot look');
    world.isThrottled = false;
    world.now += 29_000;
    const third = await run(second, planned);
    expect(third.status).toBe('pending');
    world.now += 1000;
    const last = await run(third, planned);
    expect(last).toMatchObject({ status, because: expect.stringMatching(because) });
    expect(last.output).toMatchObject({ unproven: [expect.stringMatching(because)] });
    expect(world.records.filter(({ kind }) => kind === 'answered')).toHaveLength(1);
  });

  test('the minute counts from the arrival, not from a move that was cancelled before', async () => {
    const { world, run } = smallWorld();
    Object.assign(world, { failover: arnIn(HERE), failoverStatus: 'cancelling', ledger: { rows: 11, digest: 'abd' } });
    const first = await run(undefined, planned);
    world.now += 60_000;
    Object.assign(world, { failover: undefined, writer: HERE });
    expect(await run(first, planned)).toMatchObject({ status: 'pending' });
  });

  test('after a minute fewer rows than before end it with a refusal', async () => {
    const { world, run } = smallWorld();
    world.writer = HERE;
    world.ledger = { rows: 11, digest: 'abd' };
    const first = await run(undefined, planned);
    world.now += 60_000;
    await expect(run(first, planned)).rejects.toMatchObject({ name: FAILURES.refused });
  });
});

test.each([
  ['failing-over', 1],
  ['cancelling', 0],
])('a look that failed in between forgets nothing of a move that was %s', async (status, sends) => {
  const { world, run } = smallWorld({ past: [{ at: secondsAgo(90) }] });
  world.failover = arnIn(HERE);
  world.failoverStatus = status;
  const first = await run();
  world.isThrottled = true;
  const second = await run(first);
  world.isThrottled = false;
  world.failover = undefined;
  world.shows = false;
  const third = run(second);
  await (sends === 0
    ? expect(third).rejects.toMatchObject({ name: FAILURES.refused, message: expect.stringContaining('was cancelled') })
    : third);
  expect(world.sent).toHaveLength(sends);
});

test('a switchover between versions that do not go together is not sent', async () => {
  const { world, run } = smallWorld();
  world.version = '16.3';
  await expect(run(undefined, planned)).rejects.toThrow(
    `${globalCluster}: engine versions differ, 16.3 here and 16.4 in the primary`,
  );
  expect(world.sent).toEqual([]);
});

test('a failover is sent whatever the versions are', async () => {
  const { world, run } = smallWorld();
  world.version = '16.3';
  await run();
  expect(world.sent).toHaveLength(1);
});

describe('what RDS has told of the old writer', () => {
  const eventAt = (seconds: number, more: object = {}) => ({
    eventId: `event-${seconds}`,
    event: 'RDS-EVENT-0391',
    cluster: database?.clusters[HERE] ?? '',
    at: secondsAgo(seconds),
    message: 'm',
    ...more,
  });
  async function told(events: readonly ReturnType<typeof eventAt>[], past: Partial<EvidenceEntry>[]) {
    const { world, run } = smallWorld({ past });
    for (const event of events) {
      world.table.keep({ ...databaseEventKey(plan.name, event.eventId), event: { S: JSON.stringify(event) } });
    }
    world.writer = HERE;
    return { world, run };
  }

  test.each<[string, object, Partial<EvidenceEntry>[], string | undefined]>([
    ['counts since the promotion was sent', eventAt(60), [{ at: secondsAgo(60) }], 'timedOut'],
    ['counts since it was sent first', eventAt(60), [{ at: secondsAgo(90) }, { at: secondsAgo(30) }], 'timedOut'],
    ['says that it was blocked', eventAt(50, { event: 'RDS-EVENT-0390' }), [{ at: secondsAgo(60) }], 'blocked'],
    ['is old', eventAt(61), [{ at: secondsAgo(60) }], undefined],
    ['is about another cluster', eventAt(50, { cluster: 'x' }), [{ at: secondsAgo(60) }], undefined],
    ['is about something else', eventAt(50, { event: 'RDS-EVENT-0238' }), [{ at: secondsAgo(60) }], undefined],
    ['is about no promotion of this run', eventAt(50), [], undefined],
  ])('%s', async (_, event, past, fencing) => {
    const { run } = await told([event as ReturnType<typeof eventAt>], past);
    const record = await run();
    expect(record.output).toEqual({ writerRegion: HERE, ...(fencing && { fencing }) });
  });

  test('is not waited for where it cannot be read', async () => {
    const { world, run } = await told([eventAt(50)], [{ at: secondsAgo(60) }]);
    world.table.meanwhile = () => {
      throw awsError('AccessDeniedException', 400);
    };
    expect(await run()).toMatchObject({ status: 'done', output: { writerRegion: HERE } });
  });

  test('is not asked for before the writer is here', async () => {
    const { world, run } = await told([], []);
    world.writer = LOST;
    await run();
    expect(world.table.sent).toEqual([]);
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
