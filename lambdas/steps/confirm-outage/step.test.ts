import { HERE, inputFor, LOST, plan, planWith } from '../../../test/fixtures';
import type { NameAnswer, ZoneDns } from '../../edge/dns';
import type { Web, WebAnswer } from '../../edge/web';
import type { Writer } from './active-region';
import { type Alarm, decide, PROBES_IN_A_ROW, type Seen } from './decide';
import { signals } from './signals';
import { confirmOutage } from './step';

const read = <Value>(value: Value) => ({ outcome: 'read', value }) as const;
const unknown = { outcome: 'unknown', because: 'rds:DescribeGlobalClusters failed: Throttling, slow down' } as const;
const failed = {
  outcome: 'failed',
  name: 'AccessDenied',
  because: 'cloudwatch:DescribeAlarms failed: AccessDenied',
} as const;

const answered = (status: number): WebAnswer => ({
  outcome: 'answered',
  status,
  headers: {},
  body: '',
  latencyMilliseconds: 40,
});
const unreachable: WebAnswer = { outcome: 'unreachable', because: 'no connection within 2000 ms', asked: true };
const uncertified: WebAnswer = { ...unreachable, because: 'certificate has expired', alive: true };
const unasked: WebAnswer = {
  outcome: 'unreachable',
  because: 'us-east-1.orders.example.com does not resolve',
  asked: false,
};

const writer = (region: string | undefined, globalCluster = 'orders'): Writer => ({ globalCluster, region });
const alarm = (state: string) => read<Alarm | undefined>({ state, since: '2026-11-21T11:59:00.000Z' });
const down = Array.from({ length: PROBES_IN_A_ROW }, () => unreachable);
const lost: Seen = { writers: read([writer(LOST)]), alarm: alarm('ALARM'), probes: down, names: [] };

const trigger = { kind: 'alarm', alarmArn: 'arn', eventId: 'e-1', at: '2026-11-21T11:59:00Z' };
const AUTOMATIC = { epoch: 101, reason: 'alarm', trigger };
const PERSON = { epoch: 101, reason: 'us-east-1 is unreachable' };

const decided = (seen: Partial<Seen>, admitRun: object, elapsedSeconds = 0) =>
  decide({ ...lost, ...seen }, inputFor(confirmOutage, { admitRun, elapsedSeconds }));

describe('ConfirmOutage decides', () => {
  test.each<[string, Partial<Seen>, object, string]>([
    ['that a Region is lost when the alarm says so and no probe reaches it', {}, AUTOMATIC, 'done'],
    ['that 5xx is down', { probes: [answered(503), answered(500)] }, AUTOMATIC, 'done'],
    ['that a 403 is alive, whatever the alarm says', { probes: [answered(403)] }, AUTOMATIC, 'wait'],
    ['that a certificate which is not accepted is alive', { probes: [uncertified, uncertified] }, AUTOMATIC, 'wait'],
    ['that a certificate which is not accepted is alive for a person', { probes: [uncertified] }, PERSON, 'wait'],
    ['that a 404 is alive', { probes: [answered(404)] }, AUTOMATIC, 'wait'],
    ['that one failed probe is not enough', { probes: [unreachable] }, AUTOMATIC, 'wait'],
    ['that a probe which was never sent says nothing', { probes: [unasked, unasked] }, AUTOMATIC, 'wait'],
    ['that the last probe counts', { probes: [unreachable, answered(200)] }, AUTOMATIC, 'wait'],
    ['that an automatic run needs the alarm', { alarm: alarm('OK') }, AUTOMATIC, 'wait'],
    ['that INSUFFICIENT_DATA is not down', { alarm: alarm('INSUFFICIENT_DATA') }, AUTOMATIC, 'wait'],
    ['that a missing alarm is not down', { alarm: read(undefined) }, AUTOMATIC, 'wait'],
    ['that an unreadable alarm is not down', { alarm: unknown }, AUTOMATIC, 'wait'],
    ['that a person needs no alarm', { alarm: alarm('OK') }, PERSON, 'done'],
    ['that a person may go on when the alarm is unreadable', { alarm: failed }, PERSON, 'done'],
    ['that a person needs a Region that is down', { probes: [answered(200)] }, PERSON, 'wait'],
    ['to look again when RDS cannot be read', { writers: unknown, probes: [] }, PERSON, 'wait'],
    ['to look again while no member is the writer', { writers: read([writer(undefined)]), probes: [] }, PERSON, 'wait'],
    ['to refuse when RDS says no', { writers: failed, probes: [] }, PERSON, 'refuse'],
    [
      'that a Region with one writer left is lost like any other',
      { writers: read([writer(HERE), writer(LOST, 'stock')]) },
      AUTOMATIC,
      'done',
    ],
    [
      'that a Region with one writer left must be down too',
      { writers: read([writer(HERE), writer(LOST, 'stock')]), probes: [answered(200)] },
      PERSON,
      'wait',
    ],
    [
      'to refuse when the writers are in two Regions besides here',
      { writers: read([writer(LOST), writer('eu-west-1', 'stock')]), probes: [] },
      PERSON,
      'refuse',
    ],
  ])('%s', (_, seen, admitRun, kind) => {
    expect(decided(seen, admitRun).kind).toBe(kind);
  });

  test('which Region is lost, and keeps what each signal said', () => {
    expect(decided({}, AUTOMATIC)).toMatchObject({
      output: {
        lostRegion: LOST,
        signals: [
          'the writers are in us-east-1',
          'the alarm says ALARM since 2026-11-21T11:59:00.000Z',
          'us-east-1 was probed 2 times in a row from here, it cannot be reached: no connection within 2000 ms',
        ],
      },
    });
  });

  test("and reports the alarm's word when a person goes on without it", () => {
    expect(decided({ alarm: alarm('OK') }, PERSON).because).toContain('the alarm says OK');
  });

  test.each([
    ['waits one second before the limit', 119, 'wait'],
    ['refuses at the limit', 120, 'refuse'],
  ])('and %s', (_, elapsedSeconds, kind) => {
    expect(decided({ probes: [answered(200)] }, AUTOMATIC, elapsedSeconds).kind).toBe(kind);
    expect(decided({ writers: unknown, probes: [] }, PERSON, elapsedSeconds).kind).toBe(kind);
  });

  test('and names both facts and a way on when it gives up', () => {
    const { because } = decided({ probes: [answered(200)] }, AUTOMATIC, 120);
    expect(because).toContain('not confirmed within 120 s: the alarm says ALARM');
    expect(because).toContain('us-east-1 was probed once from here, it answered 200 after 40 ms');
    expect(because).toContain('a switchover moves everything and loses no data');
  });

  test('and tells a person to start it when only the alarm is missing', () => {
    expect(decided({ alarm: alarm('OK') }, AUTOMATIC, 120).because).toContain('start the failover by hand');
  });

  test('that a plan without databases has lost its highest ranked other Region, and says why', () => {
    const input = { plan: planWith({ databases: [] }), admitRun: PERSON };
    const decision = decide({ ...lost, writers: read([]) }, inputFor(confirmOutage, input));
    expect(decision).toMatchObject({ kind: 'done', output: { lostRegion: LOST } });
    expect(JSON.stringify(decision)).toContain('the plan names no database');
  });
});

describe('ConfirmOutage names', () => {
  test('the databases that are here already beside the Region that holds the others', () => {
    expect(decided({ writers: read([writer(HERE), writer(LOST, 'stock')]) }, PERSON)).toMatchObject({
      output: {
        signals: expect.arrayContaining(['the writers are in us-east-1, but that of orders is in us-west-2 already']),
      },
    });
  });

  test('each writer when two other Regions hold them', () => {
    const writers = read([writer(LOST), writer('eu-west-1', 'stock'), writer(HERE, 'ledger')]);
    expect(decided({ writers, probes: [] }, PERSON).because).toContain(
      'orders in us-east-1, stock in eu-west-1 and ledger in us-west-2',
    );
  });
});

const leadsTo = (address: string): NameAnswer => ({
  outcome: 'answered',
  addresses: [address],
  ttlSeconds: 60,
  silent: [],
});

interface LookedAt {
  answers: readonly WebAnswer[];
  writerRegion?: string;
  alarms?: readonly object[];
}

/** A world in which `answers` come to one probe after the other, then the last one for ever. */
function lookingAt({ answers, writerRegion = LOST, alarms = [] }: LookedAt) {
  const urls: string[] = [];
  const asked: string[] = [];
  const slept: number[] = [];
  const web: Web = {
    ask: async ({ url }) => {
      urls.push(url);
      return answers[Math.min(urls.length, answers.length) - 1] ?? unreachable;
    },
  };
  const dns: ZoneDns = {
    ask: async (questions) => {
      asked.push(...questions.map(({ name, type }) => `${name} ${type}`));
      return questions.map(({ name }) => leadsTo(`52.${name.length}.0.1`));
    },
  };
  const member = (region: string) => ({
    DBClusterArn: `arn:aws:rds:${region}:111122223333:cluster:orders-${region}`,
    IsWriter: region === writerRegion,
  });
  const rds = { send: async () => ({ GlobalClusters: [{ GlobalClusterMembers: plan.regions.map(member) }] }) };
  const cloudwatch = { send: async () => ({ MetricAlarms: alarms }) };
  const clock = { now: () => 0, sleep: async (milliseconds: number) => void slept.push(milliseconds) };
  const look = () => signals({ rds, cloudwatch, web, dns, clock }).look(inputFor(confirmOutage, { admitRun: PERSON }));
  return { look, urls, asked, slept };
}

describe('ConfirmOutage looks', () => {
  test('twice, with a pause, at a Region that does not answer', async () => {
    const { look, urls, asked, slept } = lookingAt({ answers: [unreachable] });
    expect(await look()).toMatchObject({ probes: [unreachable, unreachable], names: [] });
    expect(asked).toEqual([]);
    expect(urls).toEqual(Array(2).fill('https://us-east-1.orders.example.com/catalogue'));
    expect(slept).toEqual([1000]);
  });

  test('once at a Region that answers', async () => {
    const { look } = lookingAt({ answers: [answered(200)] });
    expect((await look()).probes).toHaveLength(1);
  });

  test("at every Region's own name instead once the writers are here", async () => {
    const { look, urls, asked } = lookingAt({ answers: [], writerRegion: HERE });
    const own = { 'us-east-1': leadsTo('52.28.0.1'), 'us-west-2': leadsTo('52.28.0.1') };
    expect(await look()).toEqual({
      writers: read([writer(HERE)]),
      alarm: read(undefined),
      probes: [],
      names: [
        {
          name: 'orders.example.com',
          type: 'A',
          answer: leadsTo('52.18.0.1'),
          own: Object.entries(own).map(([region, answer]) => ({ region, answer })),
        },
      ],
    });
    expect(urls).toEqual([]);
    expect(asked.sort()).toEqual([
      'orders.example.com A',
      'us-east-1.orders.example.com A',
      'us-west-2.orders.example.com A',
    ]);
  });

  test.each([
    ['the state of the alarm', [{ StateValue: 'OK' }], { state: 'OK' }],
    ['no alarm where CloudWatch has none', [], undefined],
  ])('and reads %s', async (_, alarms, value) => {
    expect((await lookingAt({ answers: [unreachable], alarms }).look()).alarm).toEqual(read(value));
  });
});
