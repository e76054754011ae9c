import type { CompositeDefinition } from '../../lib/rehearsal/aws/cloudwatch';
import { readAlarmRule, ruleHolds } from '../../lib/rehearsal/aws/cloudwatch/alarm-rule';
import { provisionStack } from '../../lib/rehearsal/aws/provisioner';
import { temporaryDirectory } from '../temporary';
import { ACCOUNT, type AwsWorld, awsWorld, caller } from './aws-world';

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
describe('the rule of a composite alarm', () => {
  const states = { one: 'ALARM', two: 'OK', three: 'ALARM', 'no data': 'INSUFFICIENT_DATA' } as const;
  const stateOf = (name: string) => states[name as keyof typeof states];

  test.each<[string, boolean]>([
    ['ALARM("one")', true],
    ['ALARM(one)', true],
    ['ALARM("two")', false],
    ['OK(two)', true],
    ['INSUFFICIENT_DATA("no data")', true],
    ['TRUE', true],
    ['FALSE OR ALARM(one)', true],
    ['NOT ALARM(one)', false],
    ['NOT (ALARM(one) AND ALARM(two))', true],
    ['NOT ALARM(two) AND ALARM(one)', true],
    ['ALARM(one) OR ALARM(two) AND ALARM(two)', true],
    ['(ALARM(one) OR ALARM(two)) AND ALARM(two)', false],
    ['((ALARM("one") AND ALARM("two")) OR (ALARM("one") AND ALARM("three")))', true],
  ])('%s: %s', (rule, holds) => {
    expect(ruleHolds(readAlarmRule(rule), stateOf)).toBe(holds);
  });

  test.each([
    ['', 'got its end'],
    ['(ALARM(one)', 'a bracket is open'],
    ['ALARM(one) ALARM(two)', 'behind its end'],
    ['ALARM(one) AND', 'got its end'],
    ['AT_LEAST(1, ALARM, (one, two))', 'nobody knows AT_LEAST'],
    ['alarm(one)', 'nobody knows'],
  ])('%j is refused', (rule, because) => {
    expect(() => readAlarmRule(rule)).toThrow(because);
  });
});

const arnOf = (name: string) => `arn:aws:cloudwatch:us-west-2:${ACCOUNT}:alarm:${name}`;
const actions = { alarm: [], ok: [], insufficientData: [] };
const metricAlarm = (name: string) => ({
  arn: arnOf(name),
  name,
  metric: { region: 'us-west-2', namespace: 'Understudy', name: 'ProbeLatency' },
  statistic: 'Average',
  periodSeconds: 60,
  threshold: 0,
  comparisonOperator: 'GreaterThanUpperThreshold',
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  treatMissingData: 'notBreaching' as const,
  band: { ids: { metric: 'm1', band: 'b1' }, deviations: 3 },
  actionsEnabled: true,
  actions,
});
const composite = (name: string, rule: string): CompositeDefinition => ({
  arn: arnOf(name),
  name,
  region: 'us-west-2',
  rule,
  actionsEnabled: true,
  actions,
});

let world: AwsWorld;
let told: { resources: string[]; detail: { state: { value: string }; configuration: object } }[];
const FUNCTION = `arn:aws:lambda:us-west-2:${ACCOUNT}:function:starter`;

beforeEach(() => {
  world = awsWorld();
  told = [];
  world.services.functionPolicies.add({ functionArn: FUNCTION, action: 'lambda:InvokeFunction', principal: '*' });
  world.functions.set('starter', (event) => void told.push(event as never));
  const { cloudwatch, events } = world.services;
  for (const name of ['latency', 'failed']) cloudwatch.createAlarm(metricAlarm(name));
  cloudwatch.createCompositeAlarm(composite('risk', 'ALARM("latency") AND ALARM("failed")'));
  events.putRule({
    arn: 'arn:rule',
    region: 'us-west-2',
    enabled: true,
    pattern: { source: ['aws.cloudwatch'], resources: [arnOf('risk')], detail: { state: { value: ['ALARM'] } } },
    targets: [{ id: '1', arn: FUNCTION }],
  });
});
afterEach(() => world.services.close());

const set = async (AlarmName: string, StateValue: string) => {
  await caller(world.services.cloudwatch.service)('SetAlarmState', { AlarmName, StateValue, StateReason: 'test' });
  await world.clock.pass(0);
};
const stateOf = (name: string) => world.services.cloudwatch.stateOf(arnOf(name));

test('a composite alarm follows its alarms at once, and tells the bus what it looks at', async () => {
  expect(stateOf('risk')).toBe('OK');
  await set('latency', 'ALARM');
  expect(stateOf('risk')).toBe('OK');
  await set('failed', 'ALARM');
  expect(stateOf('risk')).toBe('ALARM');
  expect(told).toMatchObject([
    {
      resources: [arnOf('risk')],
      detail: {
        alarmName: 'risk',
        state: { value: 'ALARM', timestamp: expect.stringMatching(/\+0000$/) },
        previousState: { value: 'OK' },
        configuration: { alarmRule: 'ALARM("latency") AND ALARM("failed")' },
      },
    },
  ]);
  await set('latency', 'OK');
  expect(stateOf('risk')).toBe('OK');
});

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html */
test('a composite alarm that is set by hand keeps its state until one of its alarms changes', async () => {
  await set('risk', 'ALARM');
  await world.clock.pass(600_000);
  expect(stateOf('risk')).toBe('ALARM');
  expect(told).toHaveLength(1);
  await set('latency', 'OK');
  expect(stateOf('risk')).toBe('OK');
});

test('a composite alarm may look at another one', async () => {
  world.services.cloudwatch.createCompositeAlarm(composite('outer', `ALARM("${arnOf('risk')}") OR ALARM("failed")`));
  for (const name of ['latency', 'failed']) await set(name, 'ALARM');
  await set('failed', 'OK');
  expect(stateOf('outer')).toBe('OK');
  await set('risk', 'ALARM');
  expect(stateOf('outer')).toBe('ALARM');
});

test('a composite alarm over an alarm that does not exist is refused', () => {
  const { createCompositeAlarm } = world.services.cloudwatch;
  expect(() => createCompositeAlarm(composite('odd', 'ALARM("nothing")'))).toThrow('there is no alarm nothing');
});

test('an alarm on an anomaly band has no state but the one it is set to', async () => {
  for (let value = 0; value < 5; value++) {
    world.services.cloudwatch.putMetric({ ...metricAlarm('').metric, value: value * 1000 });
    await world.clock.pass(60_000);
  }
  expect(stateOf('latency')).toBe('INSUFFICIENT_DATA');
  expect(world.services.cloudwatch.dataSays(arnOf('latency'))).toBeUndefined();
  await set('latency', 'ALARM');
  await world.clock.pass(300_000);
  expect(stateOf('latency')).toBe('ALARM');
});

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
test('DescribeAlarms shows composite alarms only to whoever asks for them, and bands as they were put', async () => {
  const call = caller(world.services.cloudwatch.service);
  const usual = await call('DescribeAlarms');
  expect(usual.CompositeAlarms).toEqual([]);
  expect(usual.MetricAlarms).toHaveLength(2);
  expect(usual.MetricAlarms[0]).toMatchObject({
    ThresholdMetricId: 'b1',
    ComparisonOperator: 'GreaterThanUpperThreshold',
    Metrics: [
      { Id: 'm1', MetricStat: { Metric: { Namespace: 'Understudy', MetricName: 'ProbeLatency' }, Period: 60 } },
      { Id: 'b1', Expression: 'ANOMALY_DETECTION_BAND(m1, 3)' },
    ],
  });
  const asked = await call('DescribeAlarms', { AlarmTypes: ['CompositeAlarm'], AlarmNames: ['risk'] });
  expect(asked.MetricAlarms).toEqual([]);
  expect(asked.CompositeAlarms).toMatchObject([
    { AlarmName: 'risk', AlarmArn: arnOf('risk'), StateValue: 'OK', AlarmRule: expect.stringContaining('latency') },
  ]);
});

const provision = (Resources: object) =>
  world.clock.until(
    provisionStack(world.services, {
      name: 'shop',
      region: 'us-west-2',
      account: ACCOUNT,
      assetDirectory: temporaryDirectory('assets'),
      template: { Resources, Outputs: {} },
      onMoment: () => {},
    }),
  );
const metricOf = (MetricName: string) => ({
  Id: 'm0',
  MetricStat: { Metric: { Namespace: 'Understudy', MetricName, Dimensions: [] }, Period: 60, Stat: 'Average' },
});
const learning = (band: object) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    ComparisonOperator: 'GreaterThanUpperThreshold',
    EvaluationPeriods: 3,
    Metrics: [{ Id: 'expr_1', Expression: 'ANOMALY_DETECTION_BAND(m0, 3)', ...band }, metricOf('Load')],
    ThresholdMetricId: 'expr_1',
  },
});

test('a template brings both kinds to life, and deleting takes them away', async () => {
  await provision({
    Load: learning({}),
    Risk: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: {
        AlarmName: 'at-risk',
        AlarmRule: { 'Fn::Join': ['"', ['ALARM(', { 'Fn::GetAtt': ['Load', 'Arn'] }, ')']] },
      },
    },
  });
  expect(stateOf('at-risk')).toBe('OK');
  world.services.cloudwatch.deleteAlarm(arnOf('at-risk'));
  expect(stateOf('at-risk')).toBeUndefined();
});

test.each([
  ['other metric math', learning({ Expression: 'm0 * 2' }), 'ANOMALY_DETECTION_BAND'],
  ['the band of another metric', learning({ Expression: 'ANOMALY_DETECTION_BAND(m9, 3)' }), 'a band of that metric'],
  ['a threshold that is not the band', learning({ Id: 'expr_2' }), 'ThresholdMetricId'],
])('an alarm on %s is refused', async (_, alarm, because) => {
  await expect(provision({ Load: alarm })).rejects.toThrow(because);
});
