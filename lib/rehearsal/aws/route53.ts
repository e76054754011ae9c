import type { Change } from '@aws-sdk/client-route-53';
import * as client from '@aws-sdk/client-route-53';
import type { Pace } from '../world/clock';
import type { ZoneSource } from '../world/dns';
import type { HealthProber } from '../world/health-prober';
import type { Network } from '../world/network';
import type { CloudWatch } from './cloudwatch';
import type { Timing } from './durations';
import { type LoadBalancers, withoutDualstack } from './load-balancers';
import { answerFrom } from './route53/answers';
import { requestsOf } from './route53/authorization';
import { withChanges } from './route53/changes';
import { healthCheckCalls } from './route53/health-check-calls';
import { createHealthChecks } from './route53/health-checks';
import { createMetricChecks } from './route53/metric-checks';
import { type ChangeTimes, recordCalls, zoneOf } from './route53/record-calls';
import { newZone, type Zone } from './route53/zone';
import type { Service } from './service';

/** Route 53: public hosted zones, their records and the health checks that decide between them. */
export interface Route53 extends ZoneSource {
  readonly service: Service;
  createZone(zone: { id: string; name: string; nameServers: readonly string[] }): void;
  /** Changes by the world's own hand, visible at once. @throws as ChangeResourceRecordSets does */
  apply(zoneId: string, changes: readonly Change[]): void;
  /** Takes the API away, or gives it back. Names are answered and health is checked all the same. */
  controlPlaneDown(isDown: boolean): void;
  /** How long changes take from now on. @see ChangeTimes */
  changesTake(times: Partial<ChangeTimes>): void;
  close(): void;
}

/** Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias-common.html */
const LOAD_BALANCER_TTL_SECONDS = 60;

export interface Route53Options {
  readonly pace: Pace;
  readonly timing: Timing;
  readonly prober: HealthProber;
  readonly network: Pick<Network, 'addressOf' | 'isCut'>;
  readonly loadBalancers: Pick<LoadBalancers, 'isHealthy'>;
  readonly account: string;
  readonly cloudwatch: Pick<CloudWatch, 'dataSays' | 'definitionOf' | 'putMetric'>;
}

export function createRoute53(options: Route53Options): Route53 {
  const { pace, timing, prober, network, loadBalancers, cloudwatch } = options;
  const zones = new Map<string, Zone>();
  const checks = createHealthChecks({ pace, timing, prober, cloudwatch, metricChecks: createMetricChecks(options) });
  const records = recordCalls({ pace, timing, zones, healthCheckExists: checks.has });
  const surroundings = {
    isHealthy: checks.isHealthy,
    addressOf: (host: string) => network.addressOf(withoutDualstack(host)),
    isServing: loadBalancers.isHealthy,
    // DNS counts in whole seconds.
    loadBalancerTtlSeconds: Math.ceil(pace.scaledMilliseconds(LOAD_BALANCER_TTL_SECONDS) / 1000),
  };
  let isDown = false;
  const service: Service = {
    signingName: 'route53',
    isDown: () => isDown,
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
    controlPlaneDown: (down) => {
      isDown = down;
    },
    changesTake: records.changesTake,
    zoneNames: () => [...zones.values()].map(({ name, nameServers }) => ({ name, nameServers: [...nameServers] })),
    answer: (name, type) => {
      const answers = [...zones.values()].map((zone) => answerFrom(zone, { name, type }, surroundings));
      return answers.find((answer) => answer !== undefined);
    },
    close: () => {
      records.close();
      checks.close();
    },
  };
}
