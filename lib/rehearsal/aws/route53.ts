import type { Change } from '@aws-sdk/client-route-53';
import * as client from '@aws-sdk/client-route-53';
import type { Pace } from '../world/clock';
import type { ZoneSource } from '../world/dns';
import type { HealthProber } from '../world/health-prober';
import type { Network } from '../world/network';
import { type LoadBalancers, withoutDualstack } from './load-balancers';
import { answerFrom } from './route53/answers';
import { requestsOf } from './route53/authorization';
import { withChanges } from './route53/changes';
import { healthCheckCalls } from './route53/health-check-calls';
import { createHealthChecks } from './route53/health-checks';
import { recordCalls, zoneOf } from './route53/record-calls';
import { newZone, type Zone } from './route53/zone';
import type { Service } from './service';

/** Route 53: public hosted zones, their records and the health checks that decide between them. */
export interface Route53 extends ZoneSource {
  readonly service: Service;
  createZone(zone: { id: string; name: string; nameServers: readonly string[] }): void;
  /** Changes by the world's own hand, visible at once. @throws as ChangeResourceRecordSets does */
  apply(zoneId: string, changes: readonly Change[]): void;
  close(): void;
}

/** Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias-common.html */
const LOAD_BALANCER_TTL_SECONDS = 60;

export interface Route53Options {
  readonly pace: Pace;
  readonly prober: HealthProber;
  readonly network: Pick<Network, 'addressOf'>;
  readonly loadBalancers: Pick<LoadBalancers, 'isHealthy'>;
}

export function createRoute53({ pace, prober, network, loadBalancers }: Route53Options): Route53 {
  const zones = new Map<string, Zone>();
  const checks = createHealthChecks(prober);
  const records = recordCalls({ pace, zones, healthCheckExists: checks.has });
  const surroundings = {
    isHealthy: checks.isHealthy,
    addressOf: (host: string) => network.addressOf(withoutDualstack(host)),
    isServing: loadBalancers.isHealthy,
    // DNS counts in whole seconds.
    loadBalancerTtlSeconds: Math.ceil(pace.scaledMilliseconds(LOAD_BALANCER_TTL_SECONDS) / 1000),
  };
  const service: Service = {
    signingName: 'route53',
    client,
    operations: { ...records.calls, ...healthCheckCalls(checks) },
    authorization: requestsOf,
    changes: (operation) => /^(Change|Create|Update|Delete)/.test(operation),
  };
  return {
    service,
    createZone: (zone) => void zones.set(zone.id, newZone(zone)),
    apply: (zoneId, changes) => {
      const zone = zoneOf(zones, zoneId);
      zone.wanted = withChanges(zone, changes, checks.has);
      zone.answered = zone.wanted;
    },
    zoneNames: () => [...zones.values()].map(({ name, nameServers }) => ({ name, nameServers: [...nameServers] })),
    answer: (name, type) => {
      const answers = [...zones.values()].map((zone) => answerFrom(zone, { name, type }, surroundings));
      return answers.find((answer) => answer !== undefined);
    },
    close: records.close,
  };
}
