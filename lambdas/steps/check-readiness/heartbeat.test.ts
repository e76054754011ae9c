import { HERE, inputFor, planWith } from '../../../test/fixtures';
import { decided, type Points, type Standby, said, secondsAgo, signedPlan } from '../../../test/standby';
import type { Web } from '../../edge/web';
import { CLOCK_SKEW_SECONDS_MAX, seenHeartbeats } from './heartbeat';
import { LAG_PATIENCE_SECONDS } from './judge-lags';
import { checkReadiness } from './step';

const START = 600;
/** The watch found the Region down ten minutes ago, and the metric stood still at a good value then. */
const OUTAGE: Partial<Standby> = {
  regionDown: [
    [secondsAgo(START + 60), 0],
    [secondsAgo(START), 1],
  ],
  lag: [[secondsAgo(START), 400]],
};
const plan = {
  ...signedPlan,
  databases: signedPlan.databases.map((database) => ({
    ...database,
    heartbeat: 'https://{region}.orders.example.com/heartbeat',
  })),
};
const at = (ago: number) => secondsAgo(ago).toISOString();
const beating = (ago: number) => said(200, JSON.stringify({ at: at(ago) }));
const down = { outcome: 'unreachable', because: 'no connection', asked: true } as const;

const lagOf = async (known: Partial<Standby>, context: object = {}) => {
  const decision = await decided((standby) => Object.assign(standby, OUTAGE, known), { plan, ...context });
  if (decision.kind !== 'done') throw new Error(`${decision.kind}: ${decision.because}`);
  return { lag: decision.output.lags[0], because: decision.because };
};

describe('CheckReadiness counts the larger of metric and heartbeat', () => {
  test.each<[string, number, number, string]>([
    // F-44
    [
      'the heartbeat when the metric stands still at its last good value',
      START + 700,
      700,
      '700 s behind at 11:50:00Z by its heartbeat of 11:38:20Z (the metric says 0.4 s); above the limit of 30 s',
    ],
    [
      'the heartbeat at the limit',
      START + 30,
      30,
      '30 s behind at 11:50:00Z by its heartbeat of 11:49:30Z (the metric says 0.4 s); limit 30 s',
    ],
    [
      'the metric when the heartbeat is younger than the outage, which is a lag of zero',
      START - 5,
      0.4,
      '0.4 s behind at 11:50:00Z, when us-east-1 was last heard of (its heartbeat says 0 s); limit 30 s',
    ],
  ])('%s', async (_, ago, lagSeconds, because) => {
    const found = await lagOf({ heartbeat: beating(ago) });
    expect(found.lag).toEqual({ globalCluster: 'orders', lagSeconds, at: at(START) });
    expect(found.because).toContain(`orders: ${because}`);
  });
});

describe('CheckReadiness counts the heartbeat alone', () => {
  test.each<[string, Partial<Standby>, number, string]>([
    [
      'from the beginning of the outage when the metric was not measured',
      { lag: [] },
      40,
      'by its heartbeat of 11:49:20Z (not measured within 300 s before 11:50:00Z)',
    ],
    [
      'until now when the Region is down in all that the watch wrote',
      { regionDown: [[secondsAgo(START), 1]] as Points },
      START + 40,
      'by its heartbeat of 11:49:20Z (us-east-1 is down in all that the watch wrote)',
    ],
    [
      'until now when CloudWatch cannot be read',
      { errors: { GetMetricDataCommand: Object.assign(new Error('slow'), { name: 'Throttling' }) } },
      START + 40,
      'by its heartbeat of 11:49:20Z (cloudwatch:GetMetricData failed: Throttling, slow)',
    ],
  ])('%s', async (_, known, lagSeconds, because) => {
    const context = { elapsedSeconds: LAG_PATIENCE_SECONDS };
    const found = await lagOf({ ...known, heartbeat: beating(START + 40) }, context);
    expect(found.lag?.lagSeconds).toBe(lagSeconds);
    expect(found.because).toContain(because);
  });
});

describe('CheckReadiness counts the metric alone, and says so,', () => {
  test.each<[string, Standby['heartbeat'] | typeof down, string]>([
    ['when the heartbeat cannot be reached', down, 'it cannot be reached, no connection'],
    ['when it is in trouble', said(503, ''), 'it answered 503, expected 200'],
    ['when it is missing', said(404, ''), 'it answered 404, expected 200'],
    ['when it is not JSON', said(200, 'tea'), 'it answered 3 bytes that are no JSON, expected {"at": "<ISO 8601>"}'],
    ['when it has no time', said(200, '{"at": 1}'), 'it answered 9 bytes of JSON, expected {"at": "<ISO 8601>"}'],
    [
      'when it is a second beyond the skew of clocks in the future',
      beating(-CLOCK_SKEW_SECONDS_MAX - 1),
      'it answered 2026-11-21T12:00:06.000Z, which is in the future',
    ],
  ])('%s', async (_, heartbeat, because) => {
    const found = await lagOf({ heartbeat } as Partial<Standby>, { elapsedSeconds: LAG_PATIENCE_SECONDS });
    expect(found.lag).toEqual({ globalCluster: 'orders', lagSeconds: 0.4, at: at(START) });
    expect(found.because).toContain(`when us-east-1 was last heard of (its heartbeat is unknown: ${because}); limit`);
  });

  test('but takes a heartbeat within the skew of clocks', async () => {
    const { because } = await lagOf({ heartbeat: beating(-CLOCK_SKEW_SECONDS_MAX) });
    expect(because).toContain('its heartbeat says 0 s');
  });
});

test('CheckReadiness does not know the lag without metric and heartbeat, which is never zero', async () => {
  const known = { lag: [], heartbeat: said(200, '{}') };
  const { lag, because } = await lagOf(known);
  expect(lag).toEqual({ globalCluster: 'orders' });
  expect(because).toContain(
    'orders: lag unknown (not measured within 300 s before 11:50:00Z; its heartbeat is unknown: it answered 2 bytes of JSON',
  );
});

test.each([
  ['an unreachable one', down, LAG_PATIENCE_SECONDS - 1, 'wait'],
  ['one in trouble', said(500, ''), LAG_PATIENCE_SECONDS - 1, 'wait'],
  ['an unreachable one no longer', down, LAG_PATIENCE_SECONDS, 'done'],
  ['one that answers nonsense not at all', said(200, 'tea'), 0, 'done'],
])('CheckReadiness waits a moment for a heartbeat: %s', async (_, heartbeat, elapsedSeconds, kind) => {
  const decision = await decided((standby) => Object.assign(standby, OUTAGE, { heartbeat }), { plan, elapsedSeconds });
  expect(decision.kind).toBe(kind);
});

test('CheckReadiness waits for no heartbeat of a database whose writer is here', async () => {
  const change = (at: Standby) => Object.assign(at, { writerRegion: HERE, heartbeat: down });
  expect((await decided(change, { plan })).kind).toBe('done');
});

test('CheckReadiness asks this Region, never the lost one, and only for databases that have a heartbeat', async () => {
  const [orders] = plan.databases;
  if (!orders) throw new Error('the example plan has a database');
  const urls: string[] = [];
  const web: Web = {
    ask: async ({ url }) => {
      urls.push(url);
      return beating(0);
    },
  };
  const databases = [orders, { ...orders, globalCluster: 'stock', heartbeat: undefined }];
  const seen = await seenHeartbeats(web, inputFor(checkReadiness, { plan: planWith({ databases }) }));
  expect(seen.map(({ globalCluster }) => globalCluster)).toEqual(['orders']);
  expect(urls).toEqual(['https://us-west-2.orders.example.com/heartbeat']);
});
