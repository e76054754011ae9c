import type {
  CreateHealthCheckRequest,
  HealthCheck,
  HealthCheckConfig,
  UpdateHealthCheckRequest,
} from '@aws-sdk/client-route-53';
import { canonicalJson } from '../../../domain/canonical-json';
import type { Pace } from '../../world/clock';
import type { HealthProber } from '../../world/health-prober';
import type { CloudWatch } from '../cloudwatch';
import { beginSpan, type Timing } from '../durations';
import { AwsError } from '../service';
import { uuidOf } from '../stack-context';
import { isEndpoint, refuseInvalid, refuseUnsupported, withDefaults } from './check-config';
import type { MetricChecks } from './metric-checks';

export interface HealthChecks {
  create(request: CreateHealthCheckRequest): HealthCheck;
  get(id: string): HealthCheck;
  update(request: UpdateHealthCheckRequest): HealthCheck;
  remove(id: string): void;
  has(id: string): boolean;
  all(): readonly HealthCheck[];
  /** As records see it; the prober has already turned an inverted check around. A deleted check is not healthy. */
  isHealthy(id: string): boolean;
  close(): void;
}

/** Members of an update that are no configuration. */
const ENVELOPE = ['HealthCheckId', 'HealthCheckVersion'];

/** Route 53 tells each check's status to CloudWatch in this Region, once a minute. */
const STATUS_REGION = 'us-east-1';
const STATUS_SECONDS = 60;

export interface HealthChecksOptions {
  readonly prober: HealthProber;
  readonly metricChecks: MetricChecks;
  readonly cloudwatch: Pick<CloudWatch, 'putMetric'>;
  readonly pace: Pace;
  readonly timing: Pick<Timing, 'onSpan'>;
}

type Check = HealthCheck & { readonly Id: string; readonly HealthCheckConfig: HealthCheckConfig };

export function createHealthChecks(options: HealthChecksOptions): HealthChecks {
  const { prober, metricChecks, cloudwatch, pace } = options;
  const checks = new Map<string, Check>();
  const deleted = new Set<string>();
  const observed = observations(options);
  const find = (id: string) => {
    const found = checks.get(id);
    if (!found) throw new AwsError('NoSuchHealthCheck', `No health check exists with the specified ID: ${id}`);
    return found;
  };
  const known = {
    typeOf: (id: string) => checks.get(id)?.HealthCheckConfig.Type,
    alarmOf: metricChecks.alarmOf,
  };
  const watch = ({ Id: id, HealthCheckConfig: config }: Check) => {
    if (isEndpoint(config)) prober.watch({ id, config });
    if (config.Type === 'CLOUDWATCH_METRIC') metricChecks.watch({ id, config });
  };
  const forget = (id: string) => {
    prober.forget(id);
    metricChecks.forget(id);
  };
  const isHealthy = healthOf({ checks, prober, metricChecks });
  const stopTelling = tellStatuses({
    pace,
    cloudwatch,
    statuses: () => [...checks.keys()].map((id) => [id, isHealthy(id)]),
    onHealthy: observed.end,
  });

  return {
    create: ({ CallerReference = '', HealthCheckConfig: config }) => {
      const same = [...checks.values()].find((check) => check.CallerReference === CallerReference);
      if (same) return sameOrRefused(same, config);
      refuseReused(deleted, CallerReference);
      refuseUnsupported(config ?? {});
      refuseInvalid(withDefaults(config), known);
      const id = uuidOf('health check', CallerReference, String(checks.size + deleted.size));
      const check = { Id: id, CallerReference, HealthCheckConfig: withDefaults(config), HealthCheckVersion: 1 };
      checks.set(id, check);
      observed.begin(id);
      watch(check);
      return check;
    },
    get: find,
    update: (request) => {
      const check = find(request.HealthCheckId ?? '');
      const changed = changedBy(check, request);
      refuseInvalid(changed.HealthCheckConfig, known);
      checks.set(changed.Id, changed);
      forget(changed.Id);
      watch(changed);
      return changed;
    },
    remove: (id) => {
      deleted.add(find(id).CallerReference ?? '');
      checks.delete(id);
      observed.forget(id);
      forget(id);
    },
    has: (id) => checks.has(id),
    all: () => [...checks.values()],
    isHealthy,
    close: () => {
      stopTelling();
      metricChecks.close();
    },
  };
}

/** From the creation of each check until CloudWatch is told that it is healthy. */
function observations({ pace, timing }: Pick<HealthChecksOptions, 'pace' | 'timing'>) {
  const begun = new Map<string, () => void>();
  const forget = (id: string) => void begun.delete(id);
  return {
    begin: (id: string) =>
      void begun.set(id, beginSpan(pace, timing, { kind: 'checkObserved', subject: id, region: 'global' })),
    end: (id: string) => {
      begun.get(id)?.();
      forget(id);
    },
    forget,
  };
}

interface Judging extends Pick<HealthChecksOptions, 'prober' | 'metricChecks'> {
  readonly checks: ReadonlyMap<string, Check>;
}

/** Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html */
function healthOf({ checks, prober, metricChecks }: Judging): (id: string) => boolean {
  const isHealthy = (id: string): boolean => {
    const config = checks.get(id)?.HealthCheckConfig;
    if (!config) return false;
    if (config.Disabled) return config.Inverted !== true;
    // The prober has turned an inverted endpoint around already.
    if (isEndpoint(config)) return prober.isHealthy(id);
    const { ChildHealthChecks: children = [], HealthThreshold = 0, Inverted } = config;
    const raw =
      config.Type === 'CALCULATED' ? children.filter(isHealthy).length >= HealthThreshold : metricChecks.isHealthy(id);
    return raw !== (Inverted === true);
  };
  return isHealthy;
}

interface Telling extends Pick<HealthChecksOptions, 'pace' | 'cloudwatch'> {
  /** Id and health of every check. */
  statuses(): readonly (readonly [id: string, isHealthy: boolean])[];
  /** CloudWatch was told so. */
  onHealthy(id: string): void;
}

/** Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html @returns ends it */
function tellStatuses({ pace, cloudwatch, statuses, onHealthy }: Telling): () => void {
  const metric = { region: STATUS_REGION, namespace: 'AWS/Route53', name: 'HealthCheckStatus' };
  const tell = () => {
    for (const [HealthCheckId, isHealthy] of statuses()) {
      cloudwatch.putMetric({ ...metric, dimensions: { HealthCheckId }, value: isHealthy ? 1 : 0 });
      if (isHealthy) onHealthy(HealthCheckId);
    }
    cancel = pace.clock.after(pace.scaledMilliseconds(STATUS_SECONDS), tell);
  };
  let cancel = pace.clock.after(pace.scaledMilliseconds(STATUS_SECONDS), tell);
  return () => cancel();
}

/** @throws for an update that expects another version, and for what is not rehearsed */
function changedBy(check: Check, request: UpdateHealthCheckRequest): Check {
  const expected = request.HealthCheckVersion;
  if (expected !== undefined && expected !== check.HealthCheckVersion) {
    throw new AwsError(
      'HealthCheckVersionMismatch',
      `The health check's version is ${check.HealthCheckVersion}, not ${expected}`,
    );
  }
  const changes = Object.entries(request).filter(([name, value]) => !ENVELOPE.includes(name) && value !== undefined);
  refuseUnsupported(Object.fromEntries(changes));
  return {
    ...check,
    HealthCheckConfig: { ...check.HealthCheckConfig, ...Object.fromEntries(changes) },
    HealthCheckVersion: (check.HealthCheckVersion ?? 1) + 1,
  };
}

/** Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHealthCheck.html */
function refuseReused(deleted: ReadonlySet<string>, reference: string): void {
  if (!deleted.has(reference)) return;
  throw new AwsError('HealthCheckAlreadyExists', `A deleted health check had the CallerReference ${reference}`);
}

/** Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHealthCheck.html */
function sameOrRefused(
  check: HealthCheck & { HealthCheckConfig: HealthCheckConfig },
  config: HealthCheckConfig | undefined,
) {
  if (canonicalJson(withDefaults(config)) === canonicalJson(check.HealthCheckConfig)) return check;
  throw new AwsError(
    'HealthCheckAlreadyExists',
    'A health check with the same CallerReference and other settings exists',
  );
}
