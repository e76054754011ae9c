import { HERE, LOST, NOW, plan } from '../../../test/fixtures';
import { layouts, NOON, openDivergence, seenRegion, seenRun, seenWorld } from '../../../test/mission-control-world';
import { factsOf } from './facts';
import { orderSeconds, SECONDS_SHOWN } from './order-seconds';
import { tourOf } from './tour';
import { worldSnapshot } from './world-snapshot';

const SECOND = 1000;
const order = (secondsAfterNoon: number, ok: boolean) => ({
  at: NOON + secondsAfterNoon * SECOND,
  id: 'o',
  ok,
  milliseconds: 5,
});
const shown = (changes: Parameters<typeof seenWorld>[0] = {}) => worldSnapshot(seenWorld(changes), layouts);

test('says of an ordinary day who is active, answered and settled', () => {
  const world = shown();
  expect(world).toMatchObject({
    active: LOST,
    answered: LOST,
    settled: { region: LOST, epoch: 0 },
    automation: 'full',
    automaticRuns: 'on',
    clients: { acknowledgedPerSecond: 10, failedPerSecond: 0 },
  });
  expect(world.regions.map(({ region, isAnswered, database }) => [region, isAnswered, database.role])).toEqual([
    [LOST, true, 'writer'],
    [HERE, false, 'reader'],
  ]);
  expect(world.regions[1]?.database.lagSeconds).toBe(0.4);
  expect(world.run).toBeUndefined();
});

test('names no active Region while there is no writer, and the bare address where it is nobody’s', () => {
  const answer = { name: 'orders.example.com', address: '52.10.0.9' };
  const world = shown({
    databases: [{ name: 'orders', status: 'failing-over', writer: undefined }],
    vitals: { at: NOON, answer },
  });
  expect(world.active).toBeUndefined();
  expect(world.answered).toBe('52.10.0.9');
  expect(world.regions[0]?.database).toMatchObject({ role: 'down', move: 'failing-over' });
});

test('shows a volume that is being built anew, whatever else is known', () => {
  const { regions } = shown({ regions: [seenRegion(LOST, { isRebuilding: true }), seenRegion(HERE)] });
  expect(regions[0]?.database.role).toBe('rebuilding');
});

test('automatic runs are off as soon as one Region says so', () => {
  const off = seenRegion(HERE, { automation: { state: 'off', acknowledgedRun: undefined } });
  expect(shown({ regions: [seenRegion(LOST), off] }).automaticRuns).toBe('off');
});

describe('the run that is drawn', () => {
  const failover = seenRun('failover', { arn: 'arn:run:failover:1' });

  test('is the one people wait for, not the housekeeping after it', () => {
    const settle = seenRun('settle', { arn: 'arn:run:settle:1' });
    const ended = { ...failover, status: 'SUCCEEDED' as const, lastState: 'Serving' };
    expect(shown({ runs: [ended, settle] }).run?.verb).toBe('failover');
  });

  test('is the one that goes on rather than the one that joined it', () => {
    const joined = seenRun('failover', { arn: 'arn:2', status: 'SUCCEEDED', lastState: 'Joined' });
    const ended = { ...failover, status: 'SUCCEEDED' as const, lastState: 'Serving' };
    expect(shown({ runs: [failover, joined] }).run?.run).toBe(failover.arn);
    expect(shown({ runs: [ended, joined] }).run?.run).toBe(failover.arn);
  });

  test('has every step of its verb, lit as its history says', () => {
    const events = [
      { kind: 'began', at: NOON },
      { kind: 'entered', at: NOON, step: 'AdmitRun' },
    ] as const;
    const { run } = shown({ runs: [{ ...failover, events }] });
    expect(run?.steps.map(({ name }) => name)).toEqual(layouts.failover.steps.map(({ name }) => name));
    expect(run?.steps.find(({ name }) => name === 'AdmitRun')?.state).toBe('working');
    expect(run?.asks).toBeUndefined();
  });

  test('says what a person is asked, until somebody answered', () => {
    const approval = {
      ...{ runId: failover.arn, planSha256: 'x', epoch: 101, persons: 1, because: 'the lag is 40 s' },
      facts: { loss: [], signals: [], canaries: [], at: NOW },
      ...{ askedAt: NOW, expiresAt: '2026-11-21T13:00:00.000Z', toldAt: [], version: 1 },
    };
    const no = { kind: 'decline', by: 'arn:aws:iam::1:user/me', because: 'no', at: NOW } as const;
    const asked = (answers: readonly (typeof no)[]) =>
      shown({ runs: [{ ...failover, approval: { ...approval, answers } }] }).run?.asks?.because;
    expect(asked([])).toBe('the lag is 40 s');
    expect(asked([no])).toBeUndefined();
  });
});

test('tells sentences with the newest first and by whom', () => {
  const run = seenRun('drill');
  const { sentences } = shown({
    runs: [run],
    moments: [
      { at: NOON, step: 'World', because: 'first' },
      { at: NOON + 1, step: 'AdmitRun', because: 'second', run: run.arn },
    ],
  });
  expect(sentences).toEqual([
    { at: NOON + 1, step: 'AdmitRun', because: 'second', by: `drill of ${HERE}` },
    { at: NOON, step: 'World', because: 'first' },
  ]);
});

describe('orders second by second', () => {
  test('count in the second in which they were sent, by their fate', () => {
    const seconds = orderSeconds([order(-1, true), order(-0.5, false), order(0, true)], NOON);
    expect(seconds).toHaveLength(SECONDS_SHOWN);
    expect(seconds.at(-2)).toEqual({ at: NOON - SECOND, acknowledged: 1, failed: 1 });
    expect(seconds.at(-1)).toEqual({ at: NOON, acknowledged: 1, failed: 0 });
  });

  test('leave out what is older than the chart, and count what was sent at its very beginning', () => {
    const first = 1 - SECONDS_SHOWN;
    const seconds = orderSeconds([order(first - 0.1, true), order(first, true), order(0, true)], NOON);
    expect(seconds[0]?.acknowledged).toBe(1);
    expect(seconds.reduce((sum, { acknowledged }) => sum + acknowledged, 0)).toBe(2);
  });

  test('count an order whose fate was known late', () => {
    const seconds = orderSeconds([order(-1, true), order(-3, false)], NOON);
    expect(seconds.at(-4)?.failed).toBe(1);
    const behindOlder = orderSeconds([order(-1, true), order(-SECONDS_SHOWN - 1, false)], NOON);
    expect(behindOlder.at(-2)?.acknowledged).toBe(1);
  });
});

describe('facts', () => {
  test('count no outage before anything was broken', () => {
    expect(factsOf(seenWorld({ orders: [order(-1, false)] }))).toEqual({ haveOrdersRecovered: true, acknowledged: 0 });
  });

  test('let the outage grow until three orders in a row are acknowledged, and then stand', () => {
    const down = [order(1, false), order(2, false)];
    const at = NOON + 10 * SECOND;
    const still = factsOf(seenWorld({ at, faultAt: NOON, orders: [...down, order(5, true), order(6, true)] }));
    expect(still).toMatchObject({ haveOrdersRecovered: false, outageSeconds: 9 });
    const back = [...down, order(5, true), order(6, true), order(7, true)];
    expect(factsOf(seenWorld({ at, faultAt: NOON, orders: back }))).toMatchObject({
      haveOrdersRecovered: true,
      outageSeconds: 4,
      acknowledged: 3,
    });
  });

  test('count the detection from the fault to the first failover after it', () => {
    const ended = [{ kind: 'ended', at: NOON - 1, outcome: 'Serving' }] as const;
    const earlier = seenRun('failover', { startedAt: NOON - SECOND, status: 'SUCCEEDED', events: ended });
    const drill = seenRun('drill', { startedAt: NOON + SECOND });
    const later = seenRun('failover', { startedAt: NOON + 4.25 * SECOND });
    expect(factsOf(seenWorld({ faultAt: NOON, runs: [earlier, drill] })).detectedSeconds).toBeUndefined();
    expect(factsOf(seenWorld({ faultAt: NOON, runs: [earlier, drill, later] })).detectedSeconds).toBe(4.3);
  });

  test('count a failover that goes on when the fault comes as detected at once, also after its end', () => {
    const run = { startedAt: NOON - SECOND };
    const ended = [{ kind: 'ended', at: NOON + SECOND, outcome: 'Serving' }] as const;
    const before = [{ ...ended[0], at: NOON - 1 }];
    const detected = (changes: Parameters<typeof seenRun>[1]) =>
      factsOf(seenWorld({ faultAt: NOON, runs: [seenRun('failover', { ...run, ...changes })] })).detectedSeconds;
    expect(detected({})).toBe(0);
    expect(detected({ status: 'SUCCEEDED', events: ended })).toBe(0);
    expect(detected({ status: 'SUCCEEDED', events: before })).toBeUndefined();
    expect(detected({ status: 'ABORTED' })).toBeUndefined();
  });

  test('know no lost orders while nobody has counted', () => {
    expect(factsOf(seenWorld({ faultAt: NOON }))).not.toHaveProperty('lost');
    expect(factsOf(seenWorld({ faultAt: NOON, lost: 0 })).lost).toBe(0);
  });
});

describe('the first tour', () => {
  const states = (changes: Parameters<typeof seenWorld>[0]) => tourOf(seenWorld(changes)).map(({ state }) => state);
  const world = (because: string) => ({ at: NOON, step: 'World', because });
  const lost = world(`${LOST} is lost: database and tasks killed`);
  const takeover = seenRun('failover', { status: 'SUCCEEDED', lastState: 'Serving' });
  const stoodDown = seenRun('stand-down', { region: LOST, status: 'SUCCEEDED', lastState: 'StoodDown' });
  const atHome = seenRun('switchover', { region: LOST, status: 'SUCCEEDED', lastState: 'Serving' });

  test('begins with the loss of the home Region', () => {
    expect(states({})).toEqual(['now', 'later', 'later', 'later', 'later']);
    expect(tourOf(seenWorld())[0]?.press).toEqual({ id: 'lose-region', target: LOST });
  });

  test('goes on as the world does', () => {
    expect(states({ moments: [lost] })).toEqual(['done', 'now', 'later', 'later', 'later']);
    const runs = [takeover];
    expect(states({ moments: [lost], runs })).toEqual(['done', 'done', 'now', 'later', 'later']);
  });

  test('waits for a person who looks at what was left behind', () => {
    const moments = [lost, world(`${LOST} is back: it can be reached`)];
    const runs = [takeover, stoodDown];
    const diverged = [seenRegion(LOST, { divergence: openDivergence }), seenRegion(HERE)];
    expect(states({ moments, runs: [takeover] })).toEqual(['done', 'done', 'now', 'later', 'later']);
    expect(states({ moments, runs, regions: diverged })).toEqual(['done', 'done', 'done', 'now', 'later']);
    expect(states({ moments, runs })).toEqual(['done', 'done', 'done', 'done', 'now']);
  });

  test('is over once the application is at home again', () => {
    const moments = [lost, world(`${LOST} is back`)];
    expect(states({ moments, runs: [takeover, stoodDown, atHome] })).toEqual(Array(5).fill('done'));
  });

  test('names only moves that the table of actions has', () => {
    const { offers, tour } = shown();
    const known = offers.map(({ id, target }) => `${id} ${target}`);
    expect(known).toEqual(expect.arrayContaining(tour.flatMap(({ press: p }) => (p ? [`${p.id} ${p.target}`] : []))));
    expect(plan.regions).toEqual([LOST, HERE]);
  });
});
