import type { HealthCheckConfig } from '@aws-sdk/client-route-53';
import type { Pace } from '../../world/clock';
import type { Network } from '../../world/network';
import { arnIn } from '../arn';
import type { AlarmDefinition, CloudWatch } from '../cloudwatch';
import type { Timing } from '../durations';

/**
 * Health checks that follow a CloudWatch alarm: not its state, but the data behind it, so that setting an alarm by hand
 * moves nobody.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-types.html
 */
export interface MetricChecks {
  /** The alarm that a check names; `undefined` when there is none, or nothing can be heard of its Region. */
  alarmOf(config: HealthCheckConfig): AlarmDefinition | undefined;
  watch(check: { id: string; config: HealthCheckConfig }): void;
  forget(id: string): void;
  isHealthy(id: string): boolean;
  close(): void;
}

export interface MetricChecksOptions {
  readonly account: string;
  readonly pace: Pace;
  readonly timing: Timing;
  readonly network: Pick<Network, 'isCut'>;
  readonly cloudwatch: Pick<CloudWatch, 'dataSays' | 'definitionOf'>;
}

/** Route 53 reads the data about as often as CloudWatch evaluates it. */
const LOOK_SECONDS = 10;

export function createMetricChecks(options: MetricChecksOptions): MetricChecks {
  const { account, pace, timing, network, cloudwatch } = options;
  const healthy = new Map<string, boolean>();
  const timers = new Map<string, () => void>();
  const forget = (id: string) => {
    timers.get(id)?.();
    timers.delete(id);
    healthy.delete(id);
  };
  const look = (id: string, config: HealthCheckConfig, lastAt: number) => {
    const now = pace.clock.now();
    const before = healthy.get(id);
    const status = statusOf(config, before ?? true);
    healthy.set(id, status);
    if (before !== undefined && before !== status) {
      timing.onSpan({ kind: 'healthCheck', subject: id, region: 'global', from: lastAt, to: now });
    }
    const seconds = timing.durations.healthCheckSeconds(LOOK_SECONDS);
    timers.set(
      id,
      pace.clock.after(pace.scaledMilliseconds(seconds), () => look(id, config, now)),
    );
  };
  const alarmOf = ({ AlarmIdentifier }: HealthCheckConfig): AlarmDefinition | undefined => {
    const { Region: region = '', Name: name } = AlarmIdentifier ?? {};
    if (network.isCut(region)) return undefined;
    return cloudwatch.definitionOf(arnIn({ region, account }, 'cloudwatch', `alarm:${name}`));
  };
  /** A Region that cannot be reached gives no data. @param last the status so far; a new check counts as healthy */
  const statusOf = (config: HealthCheckConfig, last: boolean): boolean => {
    const { InsufficientDataHealthStatus } = config;
    const says = cloudwatch.dataSays(alarmOf(config)?.arn ?? '');
    if (says === 'OK' || says === 'ALARM') return says === 'OK';
    return InsufficientDataHealthStatus === 'LastKnownStatus' ? last : InsufficientDataHealthStatus === 'Healthy';
  };
  return {
    alarmOf,
    watch: ({ id, config }) => {
      forget(id);
      look(id, config, pace.clock.now());
    },
    forget,
    isHealthy: (id) => healthy.get(id) === true,
    close: () => [...timers.keys()].forEach(forget),
  };
}
