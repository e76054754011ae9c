import { plan, planWith } from '../../test/fixtures';
import { claimCheck, failoverRecords } from './traffic';

const pair = { active: 'us-east-1', standby: 'us-west-2', settledEpoch: 0, healthCheckId: 'check-1' };

describe('the failover pair', () => {
  test('sends users to the active Region unless its check turns', () => {
    expect(failoverRecords(plan, pair)).toEqual([
      {
        Name: 'orders.example.com',
        Type: 'A',
        SetIdentifier: 'us-east-1',
        Failover: 'PRIMARY',
        HealthCheckId: 'check-1',
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
        ResourceRecords: [{ Value: '"epoch=0 active=us-east-1"' }],
      },
    ]);
  });

  test('has one epoch record for a name with two types', () => {
    const [record] = plan.traffic.records;
    const records = record ? [record, { ...record, type: 'AAAA' as const }] : [];
    const made = failoverRecords(planWith({ traffic: { ...plan.traffic, records } }), pair);
    expect(made.map(({ Type }) => Type)).toEqual(['A', 'A', 'AAAA', 'AAAA', 'TXT']);
  });

  test('asks the standby, inverted: an unreachable standby keeps users where they are', () => {
    expect(claimCheck('signal.example.com', 101)).toMatchObject({
      Type: 'HTTPS_STR_MATCH',
      Inverted: true,
      ResourcePath: '/claim/101',
      SearchString: 'CLAIMED',
      RequestInterval: 10,
      FailureThreshold: 1,
    });
  });
});
