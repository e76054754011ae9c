import { HERE, LOST } from '../../../test/fixtures';
import { decided, type Points, type Standby, secondsAgo, signedPlan } from '../../../test/standby';
import { LAG_PATIENCE_SECONDS } from './judge-lags';
import { LAG_AGE_SECONDS_MAX } from './measured-lags';

/** The watch found the Region alive until a minute before, and down ever since. */
const downSince = (seconds: number): Points => {
  const minutes = Array.from({ length: 5 }, (_, minute) => seconds - minute * 60).filter((ago) => ago > 0);
  return [[secondsAgo(seconds + 60), 0], ...minutes.map((ago): [Date, number] => [secondsAgo(ago), 1])];
};
const START = 600;

const lagsOf = async (known: Partial<Standby>, context: object = {}) => {
  const decision = await decided((at) => Object.assign(at, known), context);
  if (decision.kind !== 'done') throw new Error(`${decision.kind}: ${decision.because}`);
  return { lags: decision.output.lags, because: decision.because };
};
const at = (ago: number) => secondsAgo(ago).toISOString();

describe('CheckReadiness takes the lag from when the outage began', () => {
  test.each<[string, Points, number, number]>([
    ['at exactly that moment', [[secondsAgo(START), 400]], 0.4, START],
    ['before it', [[secondsAgo(START + 60), 925]], 0.925, START + 60],
    [
      'and not one second after it',
      [
        [secondsAgo(START - 1), 100],
        [secondsAgo(START + 60), 925],
      ],
      0.925,
      START + 60,
    ],
    [
      'while the metric grows afterwards',
      [
        [secondsAgo(START), 700],
        [secondsAgo(START - 60), 60_000],
        [secondsAgo(START - 120), 120_000],
      ],
      0.7,
      START,
    ],
    [
      'as the newest of several, in whichever order',
      [
        [secondsAgo(START + 120), 9000],
        [secondsAgo(START), 400],
        [secondsAgo(START + 60), 5000],
      ],
      0.4,
      START,
    ],
    [
      'at exactly the allowed age before it',
      [[secondsAgo(START + LAG_AGE_SECONDS_MAX), 400]],
      0.4,
      START + LAG_AGE_SECONDS_MAX,
    ],
  ])('%s', async (_, lag, lagSeconds, ago) => {
    const { lags } = await lagsOf({ lag, regionDown: downSince(START) });
    expect(lags).toEqual([{ globalCluster: 'orders', lagSeconds, at: at(ago) }]);
  });

  test.each<[string, Points]>([
    // F-43
    ['older than allowed', [[secondsAgo(START + LAG_AGE_SECONDS_MAX + 1), 400]]],
    ['measured afterwards only', [[secondsAgo(START - 1), 400]]],
    ['negative', [[secondsAgo(START), -1]]],
    ['never measured', []],
  ])('and does not know one that was %s, which is never zero', async (_, lag) => {
    const { lags, because } = await lagsOf({ lag, regionDown: downSince(START) });
    expect(lags).toEqual([{ globalCluster: 'orders' }]);
    expect(because).toContain('orders: lag unknown (not measured within 300 s before 11:50:00Z), limit 30 s');
  });

  test('and says so with figures', async () => {
    const { because } = await lagsOf({ lag: [[secondsAgo(START + 60), 925]], regionDown: downSince(START) });
    expect(because).toContain('orders: 0.925 s behind at 11:49:00Z, when us-east-1 was last heard of; limit 30 s');
  });
});

describe('CheckReadiness takes an outage that the watch does not know as beginning now', () => {
  const alive: Points = [
    [secondsAgo(180), 1],
    [secondsAgo(60), 0],
  ];

  test.each<[string, Points]>([
    ['without data', []],
    ['when the last probe passed', alive],
  ])('%s', async (_, regionDown) => {
    expect((await lagsOf({ regionDown })).lags).toEqual([{ globalCluster: 'orders', lagSeconds: 0.4, at: at(60) }]);
  });

  test.each([
    [LAG_AGE_SECONDS_MAX, 0.4],
    [LAG_AGE_SECONDS_MAX + 1, undefined],
  ])('with a lag of %d s ago', async (ago, lagSeconds) => {
    const { lags } = await lagsOf({ lag: [[secondsAgo(ago), 400]] });
    expect(lags[0]?.lagSeconds).toBe(lagSeconds);
  });
});

test('CheckReadiness does not know the lag when the Region is down in all that the watch wrote', async () => {
  const { lags, because } = await lagsOf({ regionDown: downSince(START).slice(1), lag: [[secondsAgo(START), 400]] });
  expect(lags).toEqual([{ globalCluster: 'orders' }]);
  expect(because).toContain('lag unknown (us-east-1 is down in all that the watch wrote)');
});

test('CheckReadiness begins the outage at its last run of failed probes', async () => {
  const regionDown: Points = [[secondsAgo(START + 120), 1], ...downSince(START)];
  const { lags } = await lagsOf({ regionDown, lag: [[secondsAgo(START), 400]] });
  expect(lags[0]?.at).toBe(at(START));
});

test.each([
  ['at exactly the limit', 30_000, '30 s behind at 11:59:00Z, when us-east-1 was last heard of; limit 30 s'],
  ['beyond it', 30_001, '30.001 s behind at 11:59:00Z, when us-east-1 was last heard of; above the limit of 30 s'],
])('CheckReadiness is done with a lag %s, which is decided on later', async (_, milliseconds, because) => {
  expect((await lagsOf({ lag: [[secondsAgo(60), milliseconds]] })).because).toContain(because);
});

describe('CheckReadiness finds the lag', () => {
  const old: Points = [[secondsAgo(120), 900]];
  const young: Points = [[secondsAgo(60), 400]];
  const worse: Points = [[secondsAgo(60), 500]];

  test.each<[string, Points, Points, number]>([
    ["by cluster and writer's Region", young, [], 0.4],
    ['by cluster alone', [], young, 0.4],
    ['by both, the newer one first', young, old, 0.4],
    ['by both, the newer one second', old, young, 0.4],
    ['by both of the same minute, the worse first', worse, young, 0.5],
    ['by both of the same minute, the worse second', young, worse, 0.5],
  ])('%s', async (_, lag, lagByCluster, lagSeconds) => {
    expect((await lagsOf({ lag, lagByCluster })).lags[0]?.lagSeconds).toBe(lagSeconds);
  });

  test('of every database', async () => {
    const [orders] = signedPlan.databases;
    if (!orders) throw new Error('the example plan has a database');
    const clusters = { [LOST]: `stock-${LOST}`, [HERE]: `stock-${HERE}` };
    const stock = { ...orders, globalCluster: 'stock', clusters, dataLossSecondsMax: 0 };
    const { lags, because } = await lagsOf({}, { plan: { ...signedPlan, databases: [orders, stock] } });
    expect(lags.map(({ globalCluster, lagSeconds }) => [globalCluster, lagSeconds])).toEqual([
      ['orders', 0.4],
      ['stock', 0.4],
    ]);
    expect(because).toContain(
      'stock: 0.4 s behind at 11:59:00Z, when us-east-1 was last heard of; above the limit of 0 s',
    );
  });
});

test('CheckReadiness looks again while CloudWatch gives out a part of the data, and never judges by it', async () => {
  const part = (at: Standby) => Object.assign(at, { metricStatus: 'PartialData' });
  expect(await decided(part, { elapsedSeconds: LAG_PATIENCE_SECONDS - 1 })).toMatchObject({ kind: 'wait' });
  const { lags, because } = await lagsOf({ metricStatus: 'PartialData' }, { elapsedSeconds: LAG_PATIENCE_SECONDS });
  expect(lags).toEqual([{ globalCluster: 'orders' }]);
  expect(because).toContain('the data of down is PartialData, not Complete');
});
