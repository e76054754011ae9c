/**
 * Health checks that count others, and that follow an alarm's data.
 *
 * Sources: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-types.html
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
 */
import type { Span } from '../../lib/rehearsal/aws/durations';
import { type AwsWorld, awsWorld, caller, nameOf } from './aws-world';

const REGION = 'us-west-2';
const ALARM = 'claim-above-0';

let world: AwsWorld;
let route53: ReturnType<typeof caller>;
let cloudwatch: ReturnType<typeof caller>;

beforeEach(() => {
  world = awsWorld();
  route53 = caller(world.services.route53.service, 'us-east-1');
  cloudwatch = caller(world.services.cloudwatch.service, REGION);
});
afterEach(() => world.services.close());

let references = 0;
const create = async (config: object, CallerReference = `check-${references++}`): Promise<string> => {
  const { HealthCheck } = await route53('CreateHealthCheck', { CallerReference, HealthCheckConfig: config });
  return HealthCheck.Id;
};
const endpoint = () => create({ Type: 'HTTPS', FullyQualifiedDomainName: 'x.example.com' });
const counting = (ChildHealthChecks: string[], HealthThreshold: number, more = {}) =>
  create({ Type: 'CALCULATED', ChildHealthChecks, HealthThreshold, ...more });
const following = (InsufficientDataHealthStatus: string, more = {}) =>
  create({
    Type: 'CLOUDWATCH_METRIC',
    AlarmIdentifier: { Region: REGION, Name: ALARM },
    InsufficientDataHealthStatus,
    ...more,
  });

/** What Route 53 tells CloudWatch about a check, within a minute. */
async function isHealthy(HealthCheckId: string): Promise<boolean> {
  const metric = {
    region: 'us-east-1',
    namespace: 'AWS/Route53',
    name: 'HealthCheckStatus',
    dimensions: { HealthCheckId },
  };
  const since = world.clock.now();
  await world.clock.pass(60_000);
  return world.services.cloudwatch.valuesOf(metric, since).at(-1) === 1;
}

test('a check is observed when CloudWatch is first told that it is healthy, and that is told once', async () => {
  await world.services.close();
  const observed: Span[] = [];
  world = awsWorld({ onSpan: (span) => void (span.kind === 'checkObserved' && observed.push(span)) });
  route53 = caller(world.services.route53.service, 'us-east-1');
  const beganAt = world.clock.now();
  await world.clock.pass(50_000);
  const child = await endpoint();
  const id = await counting([child], 1);
  world.healthy.set(child, false);
  await world.clock.pass(60_000);
  expect(observed.map(({ subject }) => subject)).toEqual([]);
  world.healthy.set(child, true);
  await world.clock.pass(200_000);
  const seen = { region: 'global', from: beganAt + 50_000, to: beganAt + 120_000 };
  expect(observed).toEqual([child, id].map((subject) => ({ kind: 'checkObserved', subject, ...seen })));
});

describe('a calculated check', () => {
  test.each([
    ['every child is healthy', [true, true], true],
    ['one of two that must be healthy is not', [true, false], false],
    ['none is', [false, false], false],
  ])('counts two of two: %s', async (_, health, expected) => {
    const children = [await endpoint(), await endpoint()];
    const id = await counting(children, 2);
    children.forEach((child, index) => {
      world.healthy.set(child, health[index] === true);
    });
    expect(await isHealthy(id)).toBe(expected);
  });

  test('is enough with one of two where the threshold says so, and is turned around when inverted', async () => {
    const children = [await endpoint(), await endpoint()];
    world.healthy.set(children[0] ?? '', false);
    expect(await isHealthy(await counting(children, 1))).toBe(true);
    expect(await isHealthy(await counting(children, 1, { Inverted: true }))).toBe(false);
  });

  test('counts as healthy while it is disabled, and as not healthy when it is inverted too', async () => {
    const child = await endpoint();
    world.healthy.set(child, false);
    expect(await isHealthy(await counting([child], 1, { Disabled: true }))).toBe(true);
    expect(await isHealthy(await counting([child], 1, { Disabled: true, Inverted: true }))).toBe(false);
  });

  test('counts a deleted child as not healthy', async () => {
    const [one, two] = [await endpoint(), await endpoint()];
    const id = await counting([one, two], 2);
    await route53('DeleteHealthCheck', { HealthCheckId: two });
    expect(await isHealthy(id)).toBe(false);
  });

  test('takes no calculated check as a child, and none that does not exist', async () => {
    const id = await counting([await endpoint()], 1);
    expect(await nameOf(counting([id], 1))).toBe('InvalidInput');
    expect(await nameOf(counting(['missing'], 1))).toBe('InvalidInput');
    expect(await nameOf(create({ Type: 'CALCULATED', ChildHealthChecks: [] }))).toBe('InvalidInput');
  });
});

describe('a check of a metric', () => {
  const putAlarm = (more: object = {}) =>
    cloudwatch('PutMetricAlarm', {
      AlarmName: ALARM,
      Namespace: 'Understudy',
      MetricName: 'ClaimedEpoch',
      Dimensions: [{ Name: 'Plan', Value: 'orders' }],
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'missing',
      ...more,
    });
  const claim = async (epoch: number) => {
    const dimensions = { Plan: 'orders' };
    world.services.cloudwatch.putMetric({
      region: REGION,
      namespace: 'Understudy',
      name: 'ClaimedEpoch',
      dimensions,
      value: epoch,
    });
    await world.clock.pass(70_000);
  };

  beforeEach(() => putAlarm());

  test('is healthy while the data is within the threshold, and unhealthy beyond it', async () => {
    const id = await following('LastKnownStatus');
    await claim(0);
    expect(await isHealthy(id)).toBe(true);
    await claim(101);
    expect(await isHealthy(id)).toBe(false);
  });

  test.each([
    ['LastKnownStatus', false],
    ['Healthy', true],
    ['Unhealthy', false],
  ])('without data takes its %s', async (status, expected) => {
    const id = await following(status);
    await claim(101);
    await world.clock.pass(600_000);
    expect(await isHealthy(id)).toBe(expected);
  });

  test('remembers what it last knew while the Region is cut', async () => {
    const id = await following('LastKnownStatus');
    await claim(101);
    world.services.network.cut(REGION);
    await claim(0);
    expect(await isHealthy(id)).toBe(false);
  });

  test('does not follow a state that was set by hand', async () => {
    const id = await following('LastKnownStatus');
    await claim(0);
    await cloudwatch('SetAlarmState', { AlarmName: ALARM, StateValue: 'ALARM', StateReason: 'by hand' });
    expect(await isHealthy(id)).toBe(true);
  });

  test('of an alarm that is deleted has no data', async () => {
    const id = await following('Healthy');
    await claim(101);
    await cloudwatch('DeleteAlarms', { AlarmNames: [ALARM, 'another'] });
    expect((await cloudwatch('DescribeAlarms', { AlarmNames: [ALARM] })).MetricAlarms).toEqual([]);
    await world.clock.pass(60_000);
    expect(await isHealthy(id)).toBe(true);
  });

  test.each([
    ['is about M out of N periods', { EvaluationPeriods: 3, DatapointsToAlarm: 2 }],
    ['is about a high-resolution metric', { Period: 10 }],
    ['stands in another Region', { AlarmName: 'elsewhere' }],
  ])('is refused when its alarm %s', async (_, more) => {
    await cloudwatch('DeleteAlarms', { AlarmNames: [ALARM] });
    await putAlarm(more);
    expect(await nameOf(following('LastKnownStatus'))).toBe('InvalidInput');
  });

  test('is refused while nothing can be heard of its Region', async () => {
    world.services.network.cut(REGION);
    expect(await nameOf(following('LastKnownStatus'))).toBe('InvalidInput');
  });

  test('names its alarm and what missing data means', async () => {
    const config = { Type: 'CLOUDWATCH_METRIC', InsufficientDataHealthStatus: 'LastKnownStatus' };
    expect(await nameOf(create(config))).toBe('InvalidInput');
    expect(await nameOf(following(''))).toBe('InvalidInput');
  });
});

/** Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html */
test.each([
  ['an endpoint without name and address', { Type: 'HTTPS' }],
  ['a string match without a string', { Type: 'HTTPS_STR_MATCH', FullyQualifiedDomainName: 'x.example.com' }],
  ['an interval of 20 seconds', { Type: 'HTTPS', FullyQualifiedDomainName: 'x.example.com', RequestInterval: 20 }],
  ['a threshold of 11 failures', { Type: 'HTTPS', FullyQualifiedDomainName: 'x.example.com', FailureThreshold: 11 }],
  ['an endpoint with children', { Type: 'HTTPS', FullyQualifiedDomainName: 'x.example.com', ChildHealthChecks: [] }],
  ['a calculated check with an interval', { Type: 'CALCULATED', HealthThreshold: 0, RequestInterval: 30 }],
])('CreateHealthCheck refuses %s', async (_, config) => {
  expect(await nameOf(create(config))).toBe('InvalidInput');
});

test('an alarm by API has all that CloudWatch needs', async () => {
  expect(await nameOf(cloudwatch('PutMetricAlarm', { AlarmName: ALARM }))).toBe('MissingParameter');
  expect(await nameOf(cloudwatch('PutMetricAlarm', { AlarmName: ALARM, Metrics: [] }))).toBe('NotImplemented');
});

test('the reference of a deleted check is never taken again', async () => {
  const config = { Type: 'HTTPS', FullyQualifiedDomainName: 'x.example.com' };
  await route53('DeleteHealthCheck', { HealthCheckId: await create(config, 'once') });
  expect(await nameOf(create(config, 'once'))).toBe('HealthCheckAlreadyExists');
});
