import type {
  CreateHealthCheckRequest,
  HealthCheck,
  HealthCheckConfig,
  UpdateHealthCheckRequest,
} from '@aws-sdk/client-route-53';
import type { HealthProber } from '../../world/health-prober';
import { AwsError } from '../service';
import { uuidOf } from '../stack-context';

export interface HealthChecks {
  create(request: CreateHealthCheckRequest): HealthCheck;
  get(id: string): HealthCheck;
  update(request: UpdateHealthCheckRequest): HealthCheck;
  remove(id: string): void;
  has(id: string): boolean;
  all(): readonly HealthCheck[];
  /** As records see it; the prober has already turned an inverted check around. A deleted check is not healthy. */
  isHealthy(id: string): boolean;
}

const TYPES = ['HTTP', 'HTTPS', 'HTTP_STR_MATCH', 'HTTPS_STR_MATCH'];
/** Members of the configuration that have an effect here. */
const MEMBERS = [
  ...['Type', 'FullyQualifiedDomainName', 'IPAddress', 'Port', 'ResourcePath', 'SearchString', 'RequestInterval'],
  ...['FailureThreshold', 'Inverted', 'Disabled', 'EnableSNI', 'Regions', 'MeasureLatency'],
];
/** Members of an update that are no configuration. */
const ENVELOPE = ['HealthCheckId', 'HealthCheckVersion'];

export function createHealthChecks(prober: HealthProber): HealthChecks {
  const checks = new Map<string, HealthCheck & { HealthCheckConfig: HealthCheckConfig }>();
  const find = (id: string) => {
    const found = checks.get(id);
    if (!found) throw new AwsError('NoSuchHealthCheck', `No health check exists with the specified ID: ${id}`);
    return found;
  };
  return {
    create: ({ CallerReference = '', HealthCheckConfig: config }) => {
      const same = [...checks.values()].find((check) => check.CallerReference === CallerReference);
      if (same) return sameOrRefused(same, config);
      refuseUnsupported(config ?? {});
      const id = uuidOf('health check', CallerReference, String(checks.size));
      const check = { Id: id, CallerReference, HealthCheckConfig: withDefaults(config), HealthCheckVersion: 1 };
      checks.set(id, check);
      prober.watch({ id, config: check.HealthCheckConfig });
      return check;
    },
    get: find,
    update: (request) => {
      const check = find(request.HealthCheckId ?? '');
      const expected = request.HealthCheckVersion;
      if (expected !== undefined && expected !== check.HealthCheckVersion) {
        throw new AwsError(
          'HealthCheckVersionMismatch',
          `The health check's version is ${check.HealthCheckVersion}, not ${expected}`,
        );
      }
      const changes = Object.entries(request).filter(
        ([name, value]) => !ENVELOPE.includes(name) && value !== undefined,
      );
      refuseUnsupported(Object.fromEntries(changes));
      const changed = {
        ...check,
        HealthCheckConfig: { ...check.HealthCheckConfig, ...Object.fromEntries(changes) },
        HealthCheckVersion: (check.HealthCheckVersion ?? 1) + 1,
      };
      checks.set(changed.Id ?? '', changed);
      prober.forget(changed.Id ?? '');
      prober.watch({ id: changed.Id ?? '', config: changed.HealthCheckConfig });
      return changed;
    },
    remove: (id) => {
      find(id);
      checks.delete(id);
      prober.forget(id);
    },
    has: (id) => checks.has(id),
    all: () => [...checks.values()],
    isHealthy: (id) => checks.has(id) && prober.isHealthy(id),
  };
}

/** Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHealthCheck.html */
function sameOrRefused(
  check: HealthCheck & { HealthCheckConfig: HealthCheckConfig },
  config: HealthCheckConfig | undefined,
) {
  if (JSON.stringify(withDefaults(config)) === JSON.stringify(check.HealthCheckConfig)) return check;
  throw new AwsError(
    'HealthCheckAlreadyExists',
    'A health check with the same CallerReference and other settings exists',
  );
}

const withDefaults = (config: HealthCheckConfig | undefined): HealthCheckConfig => ({
  RequestInterval: 30,
  FailureThreshold: 3,
  Inverted: false,
  Disabled: false,
  ...config,
  Type: config?.Type ?? 'HTTPS',
});

function refuseUnsupported(config: Partial<HealthCheckConfig>): void {
  const type = config.Type;
  if (type !== undefined && !TYPES.includes(type)) {
    throw new AwsError(
      'NotImplemented',
      `a health check of type ${type} is not rehearsed: allowed is ${TYPES.join(', ')}`,
      { status: 501 },
    );
  }
  const unknown = Object.keys(config).filter((member) => !MEMBERS.includes(member));
  if (unknown.length > 0)
    throw new AwsError('NotImplemented', `a health check with ${unknown.join(', ')} is not rehearsed`, { status: 501 });
}
