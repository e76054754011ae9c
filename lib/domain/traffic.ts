import { inRegion } from './names';
import type { Plan } from './plan';

/** The word that `serve-signal` answers when this Region has claimed an epoch above the one asked about. */
export const CLAIMED = 'CLAIMED';
/** The word it answers otherwise. */
export const CLEAR = 'CLEAR';

/** Path of the signal: "does this Region claim an epoch above `settledEpoch`?" */
export const claimPath = (settledEpoch: number): string => `/claim/${settledEpoch}`;

/**
 * The health check of the active Region's record: *inverted*, on the signal of the standby. While the standby claims
 * nothing (or cannot be reached) it is healthy and users stay; a claim turns it unhealthy within one interval, and
 * users go to the SECONDARY record. Moving traffic is therefore a write in the standby and no call of Route 53.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 *
 * @param signalHost host of the function URL of `serve-signal` in the standby Region
 */
export function claimCheck(signalHost: string, settledEpoch: number) {
  return {
    Type: 'HTTPS_STR_MATCH',
    FullyQualifiedDomainName: signalHost,
    Port: 443,
    ResourcePath: claimPath(settledEpoch),
    SearchString: CLAIMED,
    EnableSNI: true,
    Inverted: true,
    RequestInterval: 10,
    FailureThreshold: 1,
  } as const;
}

/** A record set as `ChangeRecordSets` takes it. */
export interface RecordSet {
  readonly Name: string;
  readonly Type: 'A' | 'AAAA' | 'TXT';
  readonly SetIdentifier?: string;
  readonly Failover?: 'PRIMARY' | 'SECONDARY';
  readonly HealthCheckId?: string;
  readonly AliasTarget?: { HostedZoneId: string; DNSName: string; EvaluateTargetHealth: boolean };
  readonly TTL?: number;
  readonly ResourceRecords?: { Value: string }[];
}

export interface FailoverPair {
  /** Region that users are sent to. */
  readonly active: string;
  /** Region that takes over. */
  readonly standby: string;
  readonly settledEpoch: number;
  /** Id of the health check made from {@link claimCheck} on the standby's signal. */
  readonly healthCheckId: string;
}

/**
 * The records behind each public name: PRIMARY is an alias to the active Region's own name, SECONDARY to the standby's,
 * and a TXT record beside them says which epoch they were settled for.
 *
 * Failover aliases must evaluate target health; the names they point at carry no health check, so a sick load balancer
 * never moves users by itself.
 */
export function failoverRecords({ traffic }: Pick<Plan, 'traffic'>, pair: FailoverPair): RecordSet[] {
  const alias = (region: string, perRegion: string) => ({
    HostedZoneId: traffic.hostedZoneId,
    DNSName: inRegion(perRegion, region),
    EvaluateTargetHealth: true,
  });
  const pairs = traffic.records.flatMap(({ name, type, perRegion }): RecordSet[] => [
    {
      Name: name,
      Type: type,
      SetIdentifier: pair.active,
      Failover: 'PRIMARY',
      HealthCheckId: pair.healthCheckId,
      AliasTarget: alias(pair.active, perRegion),
    },
    {
      Name: name,
      Type: type,
      SetIdentifier: pair.standby,
      Failover: 'SECONDARY',
      AliasTarget: alias(pair.standby, perRegion),
    },
  ]);
  const names = [...new Set(traffic.records.map(({ name }) => name))];
  return [...pairs, ...names.map((name) => epochRecord(name, pair))];
}

const epochRecord = (name: string, { active, settledEpoch }: FailoverPair): RecordSet => ({
  Name: `_understudy.${name}`,
  Type: 'TXT',
  TTL: 60,
  ResourceRecords: [{ Value: `"epoch=${settledEpoch} active=${active}"` }],
});
