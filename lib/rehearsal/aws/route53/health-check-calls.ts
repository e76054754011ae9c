import type {
  CreateHealthCheckRequest,
  DeleteHealthCheckRequest,
  GetHealthCheckRequest,
  ListHealthChecksRequest,
  UpdateHealthCheckRequest,
} from '@aws-sdk/client-route-53';
import type { HealthChecks } from './health-checks';

export const healthCheckCalls = (checks: HealthChecks) => ({
  CreateHealthCheck: (input: CreateHealthCheckRequest) => {
    const HealthCheck = checks.create(input);
    return { HealthCheck, Location: `https://route53.amazonaws.com/2013-04-01/healthcheck/${HealthCheck.Id}` };
  },
  GetHealthCheck: ({ HealthCheckId = '' }: GetHealthCheckRequest) => ({ HealthCheck: checks.get(HealthCheckId) }),
  UpdateHealthCheck: (input: UpdateHealthCheckRequest) => ({ HealthCheck: checks.update(input) }),

  /** Records may still name it, as in AWS; they then find it unhealthy. */
  DeleteHealthCheck: ({ HealthCheckId = '' }: DeleteHealthCheckRequest) => {
    checks.remove(HealthCheckId);
    return {};
  },
  ListHealthChecks: ({ Marker, MaxItems = 100 }: ListHealthChecksRequest) => {
    const from = Math.max(
      0,
      checks.all().findIndex(({ Id }) => Id === Marker),
    );
    const page = checks.all().slice(from, from + MaxItems);
    const next = checks.all()[from + MaxItems];
    return {
      HealthChecks: page,
      IsTruncated: next !== undefined,
      NextMarker: next?.Id,
      Marker: Marker ?? '',
      MaxItems,
    };
  },
});
