import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { PutObjectCommand } from '@aws-sdk/client-s3';
import type { PublishCommand } from '@aws-sdk/client-sns';
import { chained, chainProblem, type EvidenceRecord } from '../../../lib/domain/evidence';
import type { EvidenceArchive } from '../../../lib/domain/evidence-archive';
import { documentSha256 } from '../../../lib/domain/evidence-archive';
import type { FailureRecord } from '../../../lib/domain/failure';
import { type Lock, release } from '../../../lib/domain/lock';
import type { RunDocument } from '../../../lib/domain/run';
import { attributesOf, lockFrom, lockKey, timingKey } from '../../../lib/domain/table-items';
import type { Verb } from '../../../lib/domain/verbs';
import { layoutsFor } from '../../../lib/workflow/layout';
import { document, EPOCH, HERE, inputFor, LOST, NOW, RUN_ID } from '../../../test/fixtures';
import { smallTable } from '../../../test/small-table';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { checkReadiness } from '../check-readiness/step';
import { closing } from './closing';
import { decide, type Notes, PATIENCE_SECONDS, type SeenEnding } from './decide';
import { closeRun } from './step';

const KEY = 'runs/2026-11-21T12:00:00.000Z-run-1.json';
const TOPIC = 'arn:aws:sns:us-west-2:111122223333:understudy-orders';
const ONCALL = 'arn:aws:sns:us-west-2:111122223333:oncall';
const failure: FailureRecord = { step: 'DeployStacks', kind: 'broken', because: 'no quota', at: NOW };
const held: Lock = {
  owner: RUN_ID,
  verb: 'failover',
  state: 'held',
  epoch: EPOCH,
  version: 4,
  since: NOW,
  quietAt: NOW,
};
const admitted = { status: 'done', looks: 2, because: 'ok', firstLookAt: NOW, lookAgainSeconds: 0, said: [] };
const ran: RunDocument = { ...document, admitRun: { ...admitted, output: { epoch: EPOCH, reason: 'x' } } };

type Broken =
  | 'read'
  | 'append'
  | 'archive'
  | 'report'
  | 'layouts'
  | 'topic'
  | 'topics'
  | 'readLock'
  | 'release'
  | `table ${string}`
  | `write ${string}`;

/** A run that has just ended, and everything a close-run can reach. What is in `broken` fails until it is taken out. */
function smallWorld({ broken = [], ...given }: { broken?: Broken[]; lock?: Lock | undefined } = {}) {
  const world = {
    broken: new Set<Broken>(broken),
    lock: 'lock' in given ? given.lock : held,
    now: Date.parse(NOW),
    records: [
      chained(undefined, {
        at: NOW,
        runId: RUN_ID,
        epoch: EPOCH,
        kind: 'admitted',
        step: 'AdmitRun',
        because: 'ok',
        data: {},
      }),
    ] as EvidenceRecord[],
    reports: [] as { key: string; page: string; type: string | undefined }[],
    archives: [] as { key: string; archive: EvidenceArchive }[],
    messages: [] as { topic: string; subject: string; message: string }[],
  };
  const failing = (what: Broken) => {
    if (world.broken.has(what)) throw new Error(`${what} is away`);
  };
  const edge: Edge = {
    clock: { now: () => world.now, sleep: async () => {} },
    log: () => {},
    evidence: () => ({
      async read() {
        failing('read');
        return [...world.records];
      },
      async append(entry) {
        failing('append');
        world.records.push(chained(world.records.at(-1), entry));
      },
    }),
    lock: () => ({
      async read() {
        failing('readLock');
        return world.lock;
      },
      async release(owner, epoch, lastRun) {
        failing('release');
        const freed = release(world.lock, owner, epoch, lastRun);
        world.lock = freed ?? world.lock;
        return freed !== undefined;
      },
      acquire: async () => false,
      guard: async () => false,
      close: async () => false,
    }),
  };
  const tables = new Map<string, ReturnType<typeof smallTable>>();
  const tableIn = (region: string) => {
    const table = tables.get(region) ?? smallTable();
    tables.set(region, table);
    return {
      async send(command: Parameters<typeof table.send>[0]) {
        failing(`table ${region}`);
        if (command instanceof UpdateItemCommand) failing(`write ${region}`);
        return table.send(command);
      },
      ...{ keep: table.keep, item: table.item },
    };
  };
  const s3 = {
    async send({ input }: PutObjectCommand) {
      failing(input.ContentType === 'application/json' ? 'archive' : 'report');
      if (input.ContentType !== 'application/json') {
        const key = `${input.Bucket}/${input.Key}`;
        world.reports.push({ key, page: String(input.Body), type: input.ContentType });
        return;
      }
      world.archives.push({ key: `${input.Bucket}/${input.Key}`, archive: JSON.parse(String(input.Body)) });
    },
  };
  const sns = {
    async send({ input: { TopicArn = '', Subject = '', Message = '' } }: PublishCommand) {
      failing('topics');
      if (TopicArn === ONCALL) failing('topic');
      world.messages.push({ topic: TopicArn, subject: Subject, message: Message });
    },
  };
  const layouts = () => {
    failing('layouts');
    return layoutsFor(document.plan);
  };
  /** A fresh execution environment: it remembers nothing. */
  const handler = () =>
    stepHandler(closeRun, { ...closing({ s3, sns, dynamoOf: tableIn, edge, layouts }), decide }, edge);
  return { world, handler, tableIn };
}

/** Invokes the step as its machine does, until it is done; waiting as long as it asks. */
async function close(small: ReturnType<typeof smallWorld>, run: RunDocument = ran) {
  const handler = small.handler();
  let closeRunRecord: unknown;
  for (let invocation = 1; invocation <= 200; invocation++) {
    const record = await handler({ ...run, ...(closeRunRecord !== undefined && { closeRun: closeRunRecord }) });
    if (record.status === 'done') return record;
    closeRunRecord = record;
    small.world.now += record.lookAgainSeconds * 1000;
  }
  throw new Error('never done');
}

const kinds = (records: readonly EvidenceRecord[]) => records.map(({ kind, step }) => `${kind} ${step}`);

describe('CloseRun closes', () => {
  test('a run in which nothing failed: recorded, archived, told, and the lock is free', async () => {
    const small = smallWorld();
    expect(await close(small)).toMatchObject({ status: 'done', output: { evidenceKey: KEY, untold: [] } });
    const { world } = small;
    expect(kinds(world.records)).toEqual(['admitted AdmitRun', 'ended CloseRun', 'called CloseRun', 'called CloseRun']);
    expect(world.lock).toMatchObject({ state: 'free', epoch: EPOCH });
    expect(world.messages.map(({ topic }) => topic)).toEqual([TOPIC, ONCALL]);
    expect(world.archives).toHaveLength(1);
    expect(world.archives[0]?.key).toBe(`understudy-orders-evidence-111122223333-us-west-2/${KEY}`);
  });

  test('with an archive that holds the whole chain up to its end', async () => {
    const small = smallWorld();
    await close(small);
    const archive = small.world.archives[0]?.archive;
    expect(kinds(archive?.records ?? [])).toEqual(['admitted AdmitRun', 'ended CloseRun']);
    expect(chainProblem(archive?.records ?? [])).toBeUndefined();
    expect(archive).not.toHaveProperty('problem');
  });

  test('by recording every failure before the end', async () => {
    const small = smallWorld();
    const second = { ...failure, step: 'PromoteDatabase' };
    await close(small, { ...ran, failures: [failure, second] });
    expect(kinds(small.world.records).slice(1, 4)).toEqual([
      'failed DeployStacks',
      'failed PromoteDatabase',
      'ended CloseRun',
    ]);
    expect(small.world.records[3]?.because).toBe('the run has ended: broken at DeployStacks');
    expect(small.world.messages[0]?.subject).toContain('broken at DeployStacks');
  });

  test('a second time without doing anything again', async () => {
    const small = smallWorld();
    await close(small);
    const before = structuredClone(small.world);
    await close(small);
    expect(small.world).toEqual(before);
  });

  test.each<[string, Lock | undefined]>([
    ['another run holds', { ...held, owner: 'another run' }],
    ['nobody ever held', undefined],
    ['it has given back', { ...held, state: 'free' }],
  ])('without touching a lock that %s', async (_, lock) => {
    const small = smallWorld({ lock });
    await close(small, document);
    expect(small.world.lock).toEqual(lock);
    expect(small.world.messages).toHaveLength(2);
  });

  test('and gives back a lock that admit-run took without being able to say so', async () => {
    const small = smallWorld();
    await close(small, { ...document, failures: [{ ...failure, step: 'AdmitRun' }] });
    expect(small.world.lock).toMatchObject({ state: 'free' });
  });

  test.each<[string, Partial<EvidenceRecord>[], boolean]>([
    ['changed nothing', [], false],
    ['created a stack', [{ kind: 'called', step: 'DeployStacks' }], true],
    ['promoted', [{ kind: 'called', step: 'PromoteDatabase' }], true],
    ['only retired what it had not made', [{ kind: 'called', step: 'RetireStacks' }], false],
    ['only decided', [{ kind: 'decided', step: 'PromoteDatabase' }], false],
    ['was declined', [{ kind: 'approved', step: 'AuthorizePromotion', data: { kind: 'decline' } }], true],
  ])('and leaves to the next run, in the lock, that it %s', async (_, changes, changed) => {
    const small = smallWorld();
    for (const change of changes) {
      const { seq, previousSha256, sha256, ...entry } = { ...small.world.records[0], ...change } as EvidenceRecord;
      small.world.records.push(chained(small.world.records.at(-1), entry));
    }
    await close(small);
    expect(small.world.lock?.lastRun).toEqual({ id: RUN_ID, endedAt: NOW, changed });
  });

  test('and gives back a lock that it only meant to take', async () => {
    const small = smallWorld({ lock: { ...held, state: 'intent' } });
    await close(small, { ...document, failures: [{ ...failure, step: 'AdmitRun' }] });
    expect(small.world.lock).toMatchObject({ state: 'free', lastRun: { changed: false } });
  });

  test('and does not mind that somebody else has closed it, and another run has begun', async () => {
    const next: Lock = { ...held, owner: 'another run', epoch: EPOCH + 100, version: 9 };
    const small = smallWorld({ lock: next });
    expect(await close(small)).toMatchObject({ status: 'done' });
    expect(small.world.lock).toEqual(next);
  });

  test('although one topic is deaf, and names it', async () => {
    const small = smallWorld({ broken: ['topic'] });
    expect(await close(small)).toMatchObject({ output: { untold: [ONCALL] } });
    expect(small.world.messages.map(({ topic }) => topic)).toEqual([TOPIC]);
    expect(small.world.lock?.state).toBe('free');
  });

  // F-117
  test('although every topic is deaf', async () => {
    const small = smallWorld({ broken: ['topics'] });
    expect(await close(small)).toMatchObject({ output: { untold: [TOPIC, ONCALL] } });
    expect(small.world.lock?.state).toBe('free');
  });
});

describe('CloseRun closes a settle', () => {
  const lastRun = { id: 'a failover', endedAt: NOW, changed: true };
  const settled: RunDocument = { ...ran, run: { ...ran.run, verb: 'settle' } };
  const settling = () => smallWorld({ lock: { ...held, verb: 'settle', lastRun } });

  test('that went well without telling anybody, and still archives it', async () => {
    const small = settling();
    expect(await close(small, settled)).toMatchObject({ output: { untold: [] } });
    expect(small.world.messages).toEqual([]);
    expect(small.world.archives).toHaveLength(1);
  });

  test('that failed by telling every topic', async () => {
    const small = settling();
    await close(small, { ...settled, failures: [{ ...failure, step: 'SettleTraffic', kind: 'refused' }] });
    expect(small.world.messages.map(({ topic }) => topic)).toEqual([TOPIC, ONCALL]);
  });

  test('and leaves the last run before it in the lock', async () => {
    const small = settling();
    await close(small, settled);
    expect(small.world.lock).toMatchObject({ state: 'free', lastRun });
  });
});

describe('CloseRun has news', () => {
  const retired = (...names: string[]) => ({ ...admitted, output: { retired: names, leftovers: [] } });

  test.each<[string, Verb, Partial<RunDocument>, number]>([
    ['of a failover', 'failover', {}, 2],
    ['of a switchover', 'switchover', {}, 2],
    ['of a standby that is warm', 'prewarm', {}, 2],
    ['of a Region that stood down', 'stand-down', {}, 2],
    ['of stacks that were retired', 'retire', { retireStacks: retired('web-r-1') }, 2],
    ['of nothing that was retired', 'retire', { retireStacks: retired() }, 0],
    ['of no drill that passed', 'drill', {}, 0],
    ['of a drill that failed', 'drill', { failures: [failure] }, 2],
    ['of a retire that failed', 'retire', { failures: [failure] }, 2],
    ['of no check that passed', 'check', {}, 0],
    ['of no check that failed, because the alarm on its metric tells', 'check', { failures: [failure] }, 0],
  ])('%s', async (_, verb, changes, messages) => {
    const small = smallWorld({ lock: { ...held, verb } });
    await close(small, { ...ran, run: { ...ran.run, verb }, ...changes });
    expect(small.world.messages).toHaveLength(messages);
    expect(small.world.archives).toHaveLength(1);
  });

  test('of a check although the lock cannot be read, which it never had', async () => {
    const small = smallWorld({ broken: ['readLock'] });
    const checked = { ...document, run: { ...document.run, verb: 'check' as const } };
    expect(await close(small, checked)).toMatchObject({ status: 'done' });
  });

  test.each<Verb>(['drill', 'prewarm', 'settle', 'stand-down', 'retire'])(
    'but a %s leaves the last run before it in the lock',
    async (verb) => {
      const lastRun = { id: 'a failover', endedAt: NOW, changed: true };
      const small = smallWorld({ lock: { ...held, verb, lastRun } });
      await close(small, { ...ran, run: { ...ran.run, verb } });
      expect(small.world.lock).toMatchObject({ state: 'free', lastRun });
    },
  );
});

describe('CloseRun of a planned run', () => {
  const planned: RunDocument = { ...ran, run: { ...ran.run, verb: 'switchover' } };
  const own: Lock = { ...held, verb: 'switchover' };
  const there = (lock: Partial<Lock> = {}) => ({
    ...lockKey(document.plan.name),
    ...attributesOf({ ...own, epoch: 77, ...lock }),
  });
  const switching = (given: Parameters<typeof smallWorld>[0] = {}, lock: Partial<Lock> = {}) => {
    const small = smallWorld({ lock: own, ...given });
    small.tableIn(LOST).keep(there(lock));
    const lockThere = () => lockFrom(small.tableIn(LOST).item(lockKey(document.plan.name)) ?? {});
    return { small, lockThere };
  };

  test('gives back the lock of every Region, and leaves in each how it ended', async () => {
    const { small, lockThere } = switching();
    const { output, because } = await close(small, planned);
    expect(lockThere()).toMatchObject({ state: 'free', epoch: 77, lastRun: { id: RUN_ID, changed: false } });
    expect(small.world.lock).toMatchObject({ state: 'free', lastRun: { id: RUN_ID } });
    expect(output).not.toHaveProperty('unfreed');
    expect(because).toBe('the run is closed and holds no lock');
  });

  test('gives back its own last', async () => {
    const { small, lockThere } = switching({ broken: ['release'] });
    await expect(small.handler()(planned)).rejects.toThrow('release is away');
    expect(lockThere().state).toBe('free');
    expect(small.world.lock?.state).toBe('held');
  });

  test("leaves another run's lock alone", async () => {
    const { small, lockThere } = switching({}, { owner: 'a failover there' });
    await close(small, planned);
    expect(lockThere()).toMatchObject({ state: 'held', owner: 'a failover there' });
  });

  test('leaves the lock of a Region that cannot be reached to the watch there, and says so', async () => {
    const { small } = switching({ broken: [`table ${LOST}`] });
    const { output, because } = await close(small, planned);
    expect(output).toMatchObject({ unfreed: [LOST] });
    expect(because).toBe(
      `the run is closed; ${LOST} (Error: table ${LOST} is away) could not be reached: where the lock names this run, ` +
        'the watch there frees it',
    );
    expect(small.world.lock?.state).toBe('free');
  });

  test('goes on when a lock can be read and not be given back', async () => {
    const { small, lockThere } = switching({ broken: [`write ${LOST}`] });
    expect(await close(small, planned)).toMatchObject({ output: { unfreed: [LOST] } });
    expect(lockThere().state).toBe('held');
    expect(small.world.lock?.state).toBe('free');
  });
});

describe('CloseRun writes down', () => {
  const timed = (seconds: number, status: 'done' | 'pending' = 'done') => {
    const at = new Date(Date.parse(NOW) + seconds * 1000).toISOString();
    return { ...admitted, status, said: [{ at, because: 'ok' }] };
  };
  const release = { id: 'r-1', commit: 'c0ffee', versionId: 'v1', sha256: 'a'.repeat(64) };
  const checked = { ...timed(7), output: checkReadiness.output.parse({ lags: [], release }) };
  const measured: RunDocument = { ...ran, checkReadiness: checked, deployStacks: timed(240, 'pending') };

  test('with the end how long each step took, and which release it was', async () => {
    const small = smallWorld();
    await close(small, measured);
    expect(small.world.records.find(({ kind }) => kind === 'ended')?.data).toEqual({
      failures: 0,
      seconds: { CheckReadiness: 7 },
      documentSha256: documentSha256(measured),
      release,
    });
  });

  test('for the next run how long the steps took that are done, once', async () => {
    const small = smallWorld();
    await close(small, measured);
    await close(small, measured);
    const item = small.tableIn(HERE).item(timingKey(document.plan.name, 'failover'));
    expect(JSON.parse(item?.steps?.S ?? '')).toEqual({ CheckReadiness: [7] });
  });

  test('and does not mind a table that is away', async () => {
    const small = smallWorld({ broken: [`table ${HERE}`] });
    expect(await close(small, measured)).toMatchObject({ status: 'done' });
    expect(small.world.lock?.state).toBe('free');
  });
});

describe('CloseRun goes on without evidence', () => {
  test.each<[Broken[], string]>([
    [['read'], 'the records could not be read: Error: read is away'],
    [['append'], 'records could not be written: Error: append is away'],
    [['archive'], 'it could not be archived: Error: archive is away'],
    [['read', 'append', 'archive', 'topics'], 'it could not be archived'],
  ])(
    // F-116
    'when %j stays broken: people are told once, the lock is free, and the gap is flagged',
    async (broken, problem) => {
      const small = smallWorld({ broken });
      const { output, because } = await close(small);
      expect(output).toMatchObject({ evidenceProblem: expect.stringContaining(problem) });
      expect(because).toContain(problem);
      expect(small.world.lock?.state).toBe('free');
      expect(small.world.messages).toHaveLength(broken.includes('topics') ? 0 : 2);
      for (const { message } of small.world.messages) expect(message).toContain(problem);
      const seconds = (small.world.now - Date.parse(NOW)) / 1000;
      expect(seconds).toBeGreaterThanOrEqual(PATIENCE_SECONDS);
      expect(seconds).toBeLessThan(2 * PATIENCE_SECONDS);
    },
  );

  test('and counts a run whose records cannot be read as one that changed something', async () => {
    const small = smallWorld({ broken: ['read'] });
    await close(small);
    expect(small.world.lock?.lastRun).toMatchObject({ changed: true });
  });

  test('and still archives what the run itself knows when the records cannot be read', async () => {
    const small = smallWorld({ broken: ['read'] });
    await close(small);
    expect(small.world.archives).toMatchObject([{ archive: { records: [], document: { run: { id: RUN_ID } } } }]);
  });

  test('and archives a broken chain as it is', async () => {
    const small = smallWorld();
    small.world.records = small.world.records.map((record) => ({ ...record, because: 'altered' }));
    expect(await close(small)).toMatchObject({ output: { evidenceProblem: 'record 1 was altered' } });
    expect(small.world.archives).toMatchObject([{ archive: { problem: 'record 1 was altered' } }]);
    expect(small.world.lock?.state).toBe('free');
  });

  test.each<Broken>(['read', 'append', 'archive'])(
    'only after it has tried again: %s works a moment later',
    async (what) => {
      const small = smallWorld({ broken: [what] });
      const handler = small.handler();
      const first = await handler(ran);
      expect(first).toMatchObject({ status: 'pending', lookAgainSeconds: 2 });
      small.world.broken.clear();
      small.world.now += 2000;
      expect(await handler({ ...ran, closeRun: first })).toMatchObject({ status: 'done', output: { untold: [] } });
      expect(small.world.archives).toHaveLength(1);
      expect(small.world.archives[0]?.archive).not.toHaveProperty('problem');
    },
  );
});

describe('CloseRun writes the run down for people', () => {
  const REPORT = KEY.replace('.json', '.html');

  test('beside its evidence, under the same lock, and names it in the message', async () => {
    const small = smallWorld();
    await close(small, { ...ran, failures: [failure] });
    const [report, ...more] = small.world.reports;
    expect(more).toEqual([]);
    expect(report).toMatchObject({
      key: `understudy-orders-evidence-111122223333-us-west-2/${REPORT}`,
      type: 'text/html; charset=utf-8',
    });
    expect(report?.page).toMatch(/^<!doctype html>/);
    expect(report?.page).toContain('DeployStacks: no quota');
    expect(report?.page).toContain('stopped and needs a person');
    expect(small.world.messages[0]?.message).toContain(`/${REPORT}`);
  });

  test('and says what a run cannot measure', async () => {
    const small = smallWorld();
    await close(small);
    expect(small.world.reports[0]?.page).toContain('nobody counted what clients met');
  });

  test.each<Broken>(['report', 'layouts'])('and ends as well where that does not work: %s', async (what) => {
    const small = smallWorld({ broken: [what] });
    const record = await close(small);
    expect(record).toMatchObject({
      because: expect.stringContaining(`its report could not be written: Error: ${what}`),
    });
    expect(record).not.toMatchObject({ output: { evidenceProblem: expect.anything() } });
    expect(small.world.archives).toHaveLength(1);
    expect(small.world.lock?.state).toBe('free');
    expect(small.world.messages[0]?.message).not.toContain(REPORT);
  });

  test('but writes none where the evidence cannot be archived: it would speak of nothing', async () => {
    const small = smallWorld({ broken: ['archive'] });
    await close(small);
    expect(small.world.reports).toEqual([]);
  });
});

describe('CloseRun is harmless to repeat', () => {
  test.each<Broken>(['release', 'readLock'])('when %s fails first: nobody is told twice', async (what) => {
    const small = smallWorld({ broken: [what] });
    await small
      .handler()(ran)
      .catch(() => {});
    expect(small.world.lock?.state).toBe('held');
    expect(small.world.messages).toHaveLength(2);
    small.world.broken.clear();
    await close(small);
    expect(small.world.lock?.state).toBe('free');
    expect(small.world.messages).toHaveLength(2);
    expect(small.world.archives).toHaveLength(1);
    expect(small.world.records.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
  });

  test('and fails when the lock cannot be given back', async () => {
    const small = smallWorld({ broken: ['release'] });
    await expect(small.handler()(ran)).rejects.toThrow('release is away');
  });

  test('and tells people although the lock cannot be read, then fails as overdue', async () => {
    const small = smallWorld({ broken: ['readLock'] });
    await expect(close(small)).rejects.toMatchObject({ name: 'Understudy.Overdue' });
    expect(small.world.messages).toHaveLength(2);
  });
});

describe('CloseRun decides', () => {
  const trouble = (agoSeconds: number) => ({
    because: 'it is away',
    at: new Date(Date.parse(NOW) - agoSeconds * 1000).toISOString(),
  });
  const seen = (notes: Notes, evidence: SeenEnding['evidence'] = []): SeenEnding => ({ evidence, lock: held, notes });

  test.each<[string, Notes, number, string]>([
    ['to pause after a record that failed', { recording: trouble(1) }, 1, 'wait'],
    ['to record again after the pause', { recording: trouble(2) }, 2, 'record'],
    ['to record again while its patience lasts', { recording: trouble(5) }, PATIENCE_SECONDS - 1, 'record'],
    ['to go on without once its patience is over', { recording: trouble(5) }, PATIENCE_SECONDS, 'archive'],
  ])('%s', (_, notes, elapsedSeconds, expected) => {
    const decision = decide(seen(notes), inputFor(closeRun, { elapsedSeconds }));
    expect(decision.kind === 'act' ? decision.act.kind : decision.kind).toBe(expected);
  });

  test('to cut the cause of a failure that is as long as a stack trace', () => {
    const input = inputFor(closeRun, { document: { ...ran, failures: [{ ...failure, because: 'x'.repeat(9999) }] } });
    const decision = decide(seen({}), input);
    expect(decision.because.length).toBeLessThanOrEqual(2000);
  });
});
