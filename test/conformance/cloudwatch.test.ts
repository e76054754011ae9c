import type { AlarmDefinition } from '../../lib/rehearsal/aws/cloudwatch';
import { evaluateAlarm } from '../../lib/rehearsal/aws/cloudwatch/evaluate';
import { metricCalls } from '../../lib/rehearsal/aws/cloudwatch/metric-calls';
import { createMetrics } from '../../lib/rehearsal/aws/cloudwatch/metrics';
import type { Call } from '../../lib/rehearsal/aws/service';
import { paceOf } from '../../lib/rehearsal/world/clock';
import { ACCOUNT, type AwsWorld, awsWorld, caller } from './aws-world';

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

/**
 * AWS's own tables: the evaluation range, oldest first (`0` within the threshold, `X` beyond, `-` missing), and the state
 * for each way to treat missing data; `same` keeps the state.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
const TABLE: readonly [string, number, readonly [string, string, string, string]][] = [
  ['0 - X - X', 3, ['OK', 'OK', 'OK', 'OK']],
  ['- - - - 0', 3, ['OK', 'OK', 'OK', 'OK']],
  ['- - - - -', 3, ['INSUFFICIENT_DATA', 'same', 'ALARM', 'OK']],
  ['0 X X - X', 3, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['- - X - -', 3, ['ALARM', 'same', 'ALARM', 'OK']],
  ['0 - X - X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 0 X 0 X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 - X - -', 2, ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - - 0', 2, ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - X -', 2, ['ALARM', 'same', 'ALARM', 'OK']],
];
const CASES = TABLE.flatMap(([range, datapoints, states]) =>
  TREATMENTS.map((treatMissingData, index) => ({ range, datapoints, treatMissingData, state: states[index] })),
);

test.each(CASES)('$range, $datapoints of 3, missing data $treatMissingData: $state', (row) => {
  const values = row.range.split(' ').map((sign) => (sign === '-' ? undefined : sign === 'X' ? 1 : 0));
  const rule = {
    threshold: 1,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    evaluationPeriods: 3,
    datapointsToAlarm: row.datapoints,
    treatMissingData: row.treatMissingData,
  };
  expect(evaluateAlarm(rule, values.reverse()) ?? 'same').toBe(row.state);
});

const ARN = `arn:aws:cloudwatch:us-west-2:${ACCOUNT}:alarm:region-down`;
const metric = { region: 'us-west-2', namespace: 'Understudy', name: 'RegionDown', dimensions: { Plan: 'orders' } };
const definition: AlarmDefinition = {
  arn: ARN,
  name: 'region-down',
  metric,
  statistic: 'Minimum',
  periodSeconds: 60,
  threshold: 1,
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
  evaluationPeriods: 2,
  datapointsToAlarm: 2,
  treatMissingData: 'missing',
  actionsEnabled: true,
  actions: { alarm: [], ok: [], insufficientData: [] },
};

let world: AwsWorld;
let told: { region: string; detailType: string; detail: unknown }[];

beforeEach(() => {
  world = awsWorld();
  told = [];
  world.services.functionPolicies.add({ functionArn: STARTER, action: 'lambda:InvokeFunction', principal: '*' });
  world.functions.set('starter', (event) => void told.push(event as never));
  world.services.events.putRule({
    arn: 'arn:rule',
    region: 'us-west-2',
    enabled: true,
    pattern: { source: ['aws.cloudwatch'], detail: { state: { value: ['ALARM'] } } },
    targets: [{ id: '1', arn: STARTER }],
  });
});
afterEach(() => world.services.close());
const STARTER = `arn:aws:lambda:us-west-2:${ACCOUNT}:function:starter`;

/** One minute in which the probe found `value`. */
const minute = async (value?: number) => {
  await world.clock.pass(30_000);
  if (value !== undefined) world.services.cloudwatch.putMetric({ ...metric, value });
  await world.clock.pass(30_000);
};

test('an alarm begins without data, waits for as many periods as it was told, and emits one event', async () => {
  world.services.cloudwatch.createAlarm(definition);
  expect(world.services.cloudwatch.stateOf(ARN)).toBe('INSUFFICIENT_DATA');
  await minute(1);
  expect(world.services.cloudwatch.stateOf(ARN)).toBe('INSUFFICIENT_DATA');
  await minute(1);
  expect(world.services.cloudwatch.stateOf(ARN)).toBe('ALARM');
  await minute(1);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({
    'detail-type': 'CloudWatch Alarm State Change',
    region: 'us-west-2',
    resources: [ARN],
    detail: {
      alarmName: 'region-down',
      state: { value: 'ALARM', timestamp: expect.stringMatching(/^2026-11-21T10:02:00\.000\+0000$/) },
      previousState: { value: 'INSUFFICIENT_DATA' },
      configuration: {
        metrics: [{ metricStat: { metric: { name: 'RegionDown', dimensions: { Plan: 'orders' } }, period: 60 } }],
      },
    },
  });
});

test('an alarm that answers within the threshold again is OK, and may alarm again', async () => {
  world.services.cloudwatch.createAlarm(definition);
  for (const value of [1, 1, 0, 1, 1]) await minute(value);
  expect(told).toHaveLength(2);
});

test('a topic hears of an alarm only where its policy lets CloudWatch in', async () => {
  const { arn } = world.services.sns.createTopic('us-west-2', { name: 'oncall' });
  world.services.cloudwatch.createAlarm({ ...definition, actions: { ...definition.actions, alarm: [arn] } });
  world.services.registry.topicPolicies.set(arn, [
    { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish', Resource: arn },
  ]);
  for (const value of [1, 1, 0]) await minute(value);
  expect(world.services.sns.messages).toHaveLength(0);
  world.services.registry.topicPolicies.delete(arn);
  for (const value of [1, 1]) await minute(value);
  expect(world.services.sns.messages).toHaveLength(1);
});

test('DescribeAlarms shows metric alarms of its Region, and none when other types are asked for', async () => {
  world.services.cloudwatch.createAlarm(definition);
  const { service } = world.services.cloudwatch;
  const [here, elsewhere] = [caller(service), caller(service, 'us-east-1')];
  expect((await here('DescribeAlarms', { AlarmNames: ['region-down'] })).MetricAlarms).toHaveLength(1);
  expect((await here('DescribeAlarms', { AlarmTypes: ['CompositeAlarm'] })).MetricAlarms).toHaveLength(0);
  expect((await elsewhere('DescribeAlarms')).MetricAlarms).toHaveLength(0);
});

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
test('an alarm that is put again keeps its state, and goes by its new settings', async () => {
  world.services.cloudwatch.createAlarm(definition);
  for (const value of [1, 1]) await minute(value);
  world.services.cloudwatch.createAlarm({ ...definition, threshold: 2 });
  expect(world.services.cloudwatch.stateOf(ARN)).toBe('ALARM');
  await minute(1);
  expect(world.services.cloudwatch.stateOf(ARN)).toBe('OK');
});

test('GetMetricData finds what PutMetricData wrote, newest first', async () => {
  const call = caller(world.services.cloudwatch.service);
  const Dimensions = [{ Name: 'Plan', Value: 'orders' }];
  const start = new Date(world.clock.now());
  for (const Value of [3, 5]) {
    await call('PutMetricData', { Namespace: 'Understudy', MetricData: [{ MetricName: 'Lag', Dimensions, Value }] });
    await world.clock.pass(60_000);
  }
  const Metric = { Namespace: 'Understudy', MetricName: 'Lag', Dimensions };
  const query = { Id: 'lag', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } };
  const span = { StartTime: start, EndTime: new Date(world.clock.now()) };
  const { MetricDataResults } = await call('GetMetricData', { ...span, MetricDataQueries: [query] });
  expect(MetricDataResults[0].Values).toEqual([5, 3]);
});

test('GetMetricData has as many periods in a minute as the pace has minutes', () => {
  const { clock } = world;
  const metrics = createMetrics();
  const { GetMetricData } = metricCalls(metrics, paceOf(clock, 20));
  const start = Math.floor(clock.now() / 3000) * 3000;
  for (const value of [0, 1, 2]) metrics.put({ ...metric, value, at: start + value * 3000 + 500 });
  const { namespace: Namespace, name: MetricName } = metric;
  const Metric = { Namespace, MetricName, Dimensions: [{ Name: 'Plan', Value: 'orders' }] };
  const query = { Id: 'down', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } };
  const span = { StartTime: new Date(start), EndTime: new Date(start + 6000) };
  const input = { ...span, ScanBy: 'TimestampAscending' as const, MetricDataQueries: [query] };
  const [result] = GetMetricData(input, { region: metric.region } as Call).MetricDataResults;
  expect(result?.Values).toEqual([0, 1]);
  expect(result?.Timestamps).toEqual([new Date(start), new Date(start + 3000)]);
});

test('a percentile, an anomaly band and a Lambda action are refused when the alarm is made', () => {
  const { createAlarm } = world.services.cloudwatch;
  expect(() => createAlarm({ ...definition, statistic: 'p99' })).toThrow('p99 is not rehearsed');
  expect(() => createAlarm({ ...definition, comparisonOperator: 'GreaterThanUpperThreshold' })).toThrow(
    'not rehearsed',
  );
  expect(() => createAlarm({ ...definition, actions: { ...definition.actions, ok: [STARTER] } })).toThrow(
    'not rehearsed',
  );
});
