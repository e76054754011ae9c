import { plan, planWith } from '../../../test/fixtures';
import { failoverRecords, isWritten, type RecordSet, writtenNames } from './records';

const settled = { epoch: 0, serial: 1, active: 'us-east-1', attached: ['us-east-1', 'us-west-2'] };
const idOf = (hears: readonly string[]) => `check on ${hears.join(' and ')}`;
const three = planWith({ regions: ['us-east-1', 'us-west-2', 'eu-west-1'] });
const everywhere = { ...settled, attached: three.regions };

const shown = ({ Name, SetIdentifier, Failover, HealthCheckId, AliasTarget }: RecordSet) =>
  `${Name} ${Failover} ${SetIdentifier}: ${AliasTarget?.DNSName}, ${HealthCheckId ?? 'no check'}`;
const aliases = (records: readonly RecordSet[]) => records.filter(({ Type }) => Type !== 'TXT').map(shown);

describe('the failover records of two Regions', () => {
  test('are aliases that evaluate target health, and a TXT record that says what was settled', () => {
    expect(failoverRecords(plan, settled, idOf)).toEqual([
      {
        Name: 'orders.example.com',
        Type: 'A',
        SetIdentifier: 'us-east-1',
        Failover: 'PRIMARY',
        HealthCheckId: 'check on us-west-2',
        AliasTarget: {
          HostedZoneId: 'Z0123456789ABC',
          DNSName: 'us-east-1.orders.example.com',
          EvaluateTargetHealth: true,
        },
      },
      {
        Name: 'orders.example.com',
        Type: 'A',
        SetIdentifier: 'us-west-2',
        Failover: 'SECONDARY',
        HealthCheckId: 'check on us-east-1',
        AliasTarget: {
          HostedZoneId: 'Z0123456789ABC',
          DNSName: 'us-west-2.orders.example.com',
          EvaluateTargetHealth: true,
        },
      },
      {
        Name: '_understudy.orders.example.com',
        Type: 'TXT',
        TTL: 60,
        ResourceRecords: [{ Value: '"epoch=0 serial=1 active=us-east-1 attached=us-east-1,us-west-2"' }],
      },
    ]);
  });

  test('carry no check for a Region that is not attached', () => {
    const alone = { ...settled, active: 'us-west-2', attached: ['us-west-2'] };
    expect(aliases(failoverRecords(plan, alone, idOf))).toEqual([
      'orders.example.com PRIMARY us-west-2: us-west-2.orders.example.com, no check',
      'orders.example.com SECONDARY us-east-1: us-east-1.orders.example.com, check on us-west-2',
    ]);
  });

  test('have one TXT record for a name with two types', () => {
    const [record] = plan.traffic.records;
    const records = record ? [record, { ...record, type: 'AAAA' as const }] : [];
    const made = failoverRecords(planWith({ traffic: { ...plan.traffic, records } }), settled, idOf);
    expect(made.map(({ Type }) => Type)).toEqual(['A', 'A', 'AAAA', 'AAAA', 'TXT']);
  });
});

describe('the failover records of three Regions', () => {
  test('lead to a second pair, made first, whose SECONDARY carries no check', () => {
    expect(aliases(failoverRecords(three, everywhere, idOf))).toEqual([
      '_standby.orders.example.com PRIMARY us-west-2: us-west-2.orders.example.com, check on eu-west-1',
      '_standby.orders.example.com SECONDARY eu-west-1: eu-west-1.orders.example.com, no check',
      'orders.example.com PRIMARY us-east-1: us-east-1.orders.example.com, check on us-west-2 and eu-west-1',
      'orders.example.com SECONDARY us-west-2: _standby.orders.example.com, check on us-east-1',
    ]);
  });

  test('put the active Region first and the others by rank', () => {
    expect(aliases(failoverRecords(three, { ...everywhere, active: 'eu-west-1' }, idOf))).toEqual([
      '_standby.orders.example.com PRIMARY us-east-1: us-east-1.orders.example.com, check on us-west-2',
      '_standby.orders.example.com SECONDARY us-west-2: us-west-2.orders.example.com, no check',
      'orders.example.com PRIMARY eu-west-1: eu-west-1.orders.example.com, check on us-east-1 and us-west-2',
      'orders.example.com SECONDARY us-east-1: _standby.orders.example.com, check on eu-west-1',
    ]);
  });

  test('have one pair more with each Region more', () => {
    const four = planWith({ regions: [...three.regions, 'eu-central-1'] });
    expect(writtenNames(four)).toEqual([
      '_standby2.orders.example.com',
      '_standby.orders.example.com',
      'orders.example.com',
      '_understudy.orders.example.com',
    ]);
  });
});

test('only records of these names and types are written', () => {
  expect(isWritten(plan, 'orders.example.com', 'A')).toBe(true);
  expect(isWritten(plan, 'orders.example.com', 'AAAA')).toBe(false);
  expect(isWritten(plan, 'orders.example.com', 'TXT')).toBe(false);
  expect(isWritten(plan, '_understudy.orders.example.com', 'TXT')).toBe(true);
  expect(isWritten(plan, '_standby.orders.example.com', 'A')).toBe(false);
});
