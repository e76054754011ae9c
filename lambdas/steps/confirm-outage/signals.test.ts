import { type DescribeAlarmsCommand, GetMetricDataCommand, type GetMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { settlementText } from '../../../lib/domain/settlement';
import { HERE, inputFor, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import { patientClock } from '../../../test/patient-clock';
import type { NameAnswer, ZoneDns } from '../../edge/dns';
import type { Web, WebAnswer } from '../../edge/web';
import { signals } from './signals';
import { confirmOutage } from './step';

const WITNESS = 'eu-west-1';
const read = <Value>(value: Value) => ({ outcome: 'read', value }) as const;
const alive: WebAnswer = { outcome: 'answered', status: 200, headers: {}, body: '', latencyMilliseconds: 40 };
const unreachable: WebAnswer = { outcome: 'unreachable', because: 'no connection within 2000 ms', asked: true };

const leadsTo = (address: string): NameAnswer => ({
  outcome: 'answered',
  addresses: [address],
  ttlSeconds: 60,
  silent: [],
});

interface World {
  answers: readonly WebAnswer[];
  /** Global cluster → Region of its writer. */
  writers?: Record<string, string>;
  /** Region → name → alarm there. */
  alarms?: Record<string, Record<string, object>>;
  /** Metric id → values, newest first and a minute apart, the newest of the minute before now. */
  lags?: Record<string, number[]>;
  plan?: typeof plan;
  /** Epoch that this Region claims. */
  claim?: number | undefined;
}

/** A world in which `answers` come to one probe after the other, then the last one for ever. */
function lookingAt({ answers, writers = { orders: LOST }, alarms = {}, lags = {}, plan: known = plan, claim }: World) {
  const urls: string[] = [];
  const asked: string[] = [];
  const metrics: string[] = [];
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
    texts: async (names) => {
      if (known.databases.length > 0) throw new Error('no text is asked for');
      const text = settlementText({ epoch: 0, serial: 1, active: LOST, attached: [LOST, HERE] });
      return names.map(() => ({ outcome: 'answered', values: [text], silent: [] }));
    },
  };
  const rds = {
    send: async ({ input }: { input: { GlobalClusterIdentifier: string } }) => {
      const member = (region: string) => ({
        DBClusterArn: `arn:aws:rds:${region}:111122223333:cluster:orders-${region}`,
        IsWriter: region === writers[input.GlobalClusterIdentifier],
      });
      return { GlobalClusters: [{ GlobalClusterMembers: known.regions.map(member) }] };
    },
  };
  const metricData = ({ MetricDataQueries = [] }: GetMetricDataInput) => ({
    MetricDataResults: MetricDataQueries.map(({ Id = '', MetricStat }) => {
      metrics.push((MetricStat?.Metric?.Dimensions ?? []).map(({ Value }) => Value).join(' from '));
      const Values = lags[Id] ?? [];
      const Timestamps = Values.map((_, index) => new Date(Date.parse(NOW) - (index + 1) * 60_000));
      return { Id, StatusCode: 'Complete', Timestamps, Values };
    }),
  });
  const cloudwatchIn = (region: string) => ({
    async send(command: GetMetricDataCommand | DescribeAlarmsCommand) {
      if (command instanceof GetMetricDataCommand) return metricData(command.input);
      const found = alarms[region]?.[command.input.AlarmNames?.[0] ?? ''];
      if (found instanceof Error) throw found;
      return { MetricAlarms: found ? [found] : [] };
    },
  });
  const dynamo = { send: async () => ({ Item: claim && { epoch: { N: String(claim) } } }) };
  const clock = patientClock();
  const listening = { rds, dynamo, cloudwatchIn, web, dns, clock };
  const look = () => signals(listening).look(inputFor(confirmOutage, { plan: known, admitRun: {} }));
  return { look, urls, asked, clock, metrics };
}

describe('ConfirmOutage looks', () => {
  test('twice, with a pause, at a Region that does not answer', async () => {
    const { look, urls, asked, clock } = lookingAt({ answers: [unreachable] });
    expect(await look()).toMatchObject({ heard: { probes: [unreachable, unreachable] }, names: [] });
    expect(asked).toEqual([]);
    expect(urls).toEqual(Array(2).fill('https://us-east-1.orders.example.com/catalogue'));
    expect(clock.now()).toBe(1000);
  });

  test('once at a Region that answers', async () => {
    const { look } = lookingAt({ answers: [alive] });
    expect((await look()).heard?.probes).toHaveLength(1);
  });

  test("at every Region's own name instead once the writers are here", async () => {
    const { look, urls, asked } = lookingAt({ answers: [], writers: { orders: HERE } });
    const own = { 'us-east-1': leadsTo('52.28.0.1'), 'us-west-2': leadsTo('52.28.0.1') };
    expect(await look()).toEqual({
      writers: read([{ globalCluster: 'orders', region: HERE }]),
      alarm: read(undefined),
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
});

describe('ConfirmOutage reads', () => {
  const alarms = {
    [HERE]: { 'understudy-orders-region-down': { StateValue: 'ALARM' } },
    [WITNESS]: { 'understudy-orders-us-east-1-down': { StateValue: 'OK', StateTransitionedTimestamp: new Date(NOW) } },
  };

  test('its own alarm here and that of the witness about the lost Region there', async () => {
    expect(await lookingAt({ answers: [unreachable], alarms }).look()).toMatchObject({
      alarm: read({ state: 'ALARM', actionsEnabled: true }),
      heard: { witness: read({ state: 'OK', since: NOW, actionsEnabled: true }) },
    });
  });

  test.each([
    [true, true],
    [false, false],
    [undefined, true],
  ])('whether its actions are enabled: %s is %s', async (ActionsEnabled, actionsEnabled) => {
    const own = { [HERE]: { 'understudy-orders-region-down': { StateValue: 'ALARM', ActionsEnabled } } };
    const { alarm } = await lookingAt({ answers: [unreachable], alarms: own }).look();
    expect(alarm).toEqual(read({ state: 'ALARM', actionsEnabled }));
  });

  test('that there is no alarm where CloudWatch has none', async () => {
    const seen = await lookingAt({ answers: [unreachable] }).look();
    expect(seen).toMatchObject({ alarm: read(undefined), heard: { witness: read(undefined) } });
  });

  test('that a witness may be unreadable, and goes on', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    const away = { [WITNESS]: { 'understudy-orders-us-east-1-down': denied } };
    expect(await lookingAt({ answers: [unreachable], alarms: away }).look()).toMatchObject({
      heard: { witness: { outcome: 'failed', because: 'cloudwatch:DescribeAlarms failed: AccessDenied, no' } },
    });
  });

  test('no witness where the plan has none', async () => {
    const watch = { ...plan.watch };
    delete watch.witness;
    const without = planWith({ watch, automation: 'prepare' });
    expect((await lookingAt({ answers: [unreachable], plan: without }).look()).heard).not.toHaveProperty('witness');
  });

  test('the lag of every database whose writer is in the lost Region, and of no other', async () => {
    const [orders] = plan.databases;
    if (!orders) throw new Error('the example plan has a database');
    const stock = { ...orders, globalCluster: 'stock', clusters: { [LOST]: 'stock-1', [HERE]: 'stock-2' } };
    const { look, metrics } = lookingAt({
      answers: [unreachable],
      writers: { orders: HERE, stock: LOST },
      lags: { lagFromSource0: [400, 300] },
      plan: planWith({ databases: [orders, stock] }),
    });
    expect((await look()).heard?.lags).toEqual(
      read([
        {
          globalCluster: 'stock',
          points: [
            { at: '2026-11-21T11:59:00.000Z', value: 400 },
            { at: '2026-11-21T11:58:00.000Z', value: 300 },
          ],
        },
      ]),
    );
    expect(metrics).toEqual(['stock-2', 'stock-2 from us-east-1']);
  });

  test.each([
    ['the other Region before a takeover', undefined, 2],
    ['nobody after its own', 101, 0],
  ])('without databases probes of %s', async (_, claim, probes) => {
    const { look, urls } = lookingAt({ answers: [unreachable], plan: planWith({ databases: [] }), claim });
    expect((await look()).names).toHaveLength(claim ? 1 : 0);
    expect(urls).toHaveLength(probes);
  });

  test('no metric for a plan without databases', async () => {
    const { look, metrics } = lookingAt({ answers: [unreachable], plan: planWith({ databases: [] }) });
    expect((await look()).heard?.lags).toEqual(read([]));
    expect(metrics).toEqual([]);
  });
});
