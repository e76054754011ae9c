import { plan, planWith } from '../../../test/fixtures';
import {
  calculatedCheck,
  checkMetricsRegion,
  checksFor,
  claimAlarmEpoch,
  claimAlarmInput,
  isOfSettlement,
  rememberingCheck,
  signalCheck,
} from './checks';

const settled = { epoch: 101, serial: 2, active: 'us-west-2', attached: ['us-east-1', 'us-west-2'] };
const hostOf = (region: string) => `signal.${region}.example.com`;

// F-95
test('the fast signal is inverted: a Region that cannot be reached keeps users where they are', () => {
  expect(signalCheck('signal.example.com', 101)).toMatchObject({
    Type: 'HTTPS_STR_MATCH',
    Inverted: true,
    ResourcePath: '/claim/101',
    SearchString: 'CLAIMED',
    RequestInterval: 10,
    FailureThreshold: 1,
  });
});

test('the slow signal keeps what it heard last', () => {
  expect(rememberingCheck('us-east-1', 'an-alarm')).toEqual({
    Type: 'CLOUDWATCH_METRIC',
    AlarmIdentifier: { Region: 'us-east-1', Name: 'an-alarm' },
    InsufficientDataHealthStatus: 'LastKnownStatus',
    Inverted: false,
  });
});

test('its alarm fires above the settled epoch, and has the same name in each Region', () => {
  expect(claimAlarmInput(plan, 101)).toMatchObject({
    AlarmName: 'understudy-orders-claim-above-101',
    MetricName: 'ClaimedEpoch',
    Statistic: 'Maximum',
    Period: 60,
    Threshold: 101,
    ComparisonOperator: 'GreaterThanThreshold',
  });
});

test.each([
  ['understudy-orders-claim-above-101', 101],
  ['understudy-orders-claim-above-0', 0],
  ['understudy-orders-claim-above-region-down', undefined],
  ['understudy-orders-region-down', undefined],
])('%s is a claim alarm of epoch %s', (name, epoch) => {
  expect(claimAlarmEpoch(plan, name)).toBe(epoch);
});

test('a calculated check is healthy only while every child is', () => {
  expect(calculatedCheck(['a', 'b', 'c', 'd']).HealthThreshold).toBe(4);
});

describe('the checks of a settlement', () => {
  const checks = checksFor(plan, settled, hostOf);

  test('are two children for each Region that is heard, and one calculated check for each record, children first', () => {
    expect(checks.map((check) => ('hears' in check ? check.hears : check.config.Type))).toEqual([
      'HTTPS_STR_MATCH',
      'CLOUDWATCH_METRIC',
      'HTTPS_STR_MATCH',
      'CLOUDWATCH_METRIC',
      ['us-east-1'],
      ['us-west-2'],
    ]);
  });

  test('count children that were made before them', () => {
    for (const [index, check] of checks.entries()) {
      const earlier = checks.slice(0, index).map(({ reference }) => reference);
      if ('hears' in check) expect(earlier).toEqual(expect.arrayContaining([...check.children]));
    }
  });

  test('have references that the next settlement never uses again', () => {
    const next = checksFor(plan, { ...settled, serial: 3 }, hostOf).map(({ reference }) => reference);
    expect(checks.filter(({ reference }) => next.includes(reference))).toEqual([]);
    expect(checks.every(({ reference }) => isOfSettlement(plan, settled, reference))).toBe(true);
    expect(next.some((reference) => isOfSettlement(plan, settled, reference))).toBe(false);
    expect(isOfSettlement(plan, settled, 'orders/101.20/aaaaaaaa')).toBe(false);
  });

  test('have references of at most 64 characters, in the longest case too', () => {
    const longest = planWith({ name: 'a'.repeat(15), regions: ['us-east-1', 'us-west-2', 'eu-west-1'] });
    const late = { ...settled, epoch: 999_999_999_999_999, serial: 999_999_999, attached: longest.regions };
    for (const { reference } of checksFor(longest, late, hostOf)) expect(reference.length).toBeLessThanOrEqual(64);
  });

  test('change their reference with the signal that they ask', () => {
    const moved = checksFor(plan, settled, (region) => `new.${region}.example.com`);
    expect(moved[0]?.reference).not.toBe(checks[0]?.reference);
    expect(moved.at(-1)?.reference).not.toBe(checks.at(-1)?.reference);
  });

  test('are made once where two records listen to the same Regions', () => {
    const three = planWith({ regions: ['us-east-1', 'us-west-2', 'eu-west-1'] });
    const some = { ...settled, active: 'us-east-1', attached: ['us-east-1', 'eu-west-1'] };
    const calculated = checksFor(three, some, hostOf).flatMap((check) => ('hears' in check ? [check.hears] : []));
    expect(calculated).toEqual([['eu-west-1'], ['us-east-1']]);
  });
});

test.each([
  ['aws', 'us-east-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-cn', 'cn-northwest-1'],
])('in partition %s the status of checks is found in %s', (partition, region) => {
  expect(checkMetricsRegion(partition)).toBe(region);
});
