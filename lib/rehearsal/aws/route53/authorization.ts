import type { Change } from '@aws-sdk/client-route-53';
import type { IamRequest } from '../service';

interface Input {
  readonly HostedZoneId?: string;
  readonly Id?: string;
  readonly HealthCheckId?: string;
  readonly ChangeBatch?: { readonly Changes?: readonly Change[] };
}

const ZONE_CALLS = ['ChangeResourceRecordSets', 'ListResourceRecordSets', 'GetHostedZone'];
const HEALTH_CHECK_CALLS = ['GetHealthCheck', 'UpdateHealthCheck', 'DeleteHealthCheck'];

/** Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html */
export function requestsOf(operation: string, input: Input): IamRequest[] {
  return [{ action: `route53:${operation}`, resource: resourceOf(operation, input), context: contextOf(input) }];
}

function resourceOf(operation: string, { HostedZoneId, Id = '', HealthCheckId }: Input): string {
  const zone = (HostedZoneId ?? Id).replace('/hostedzone/', '');
  if (ZONE_CALLS.includes(operation)) return `arn:aws:route53:::hostedzone/${zone}`;
  if (HEALTH_CHECK_CALLS.includes(operation)) return `arn:aws:route53:::healthcheck/${HealthCheckId}`;
  if (operation === 'GetChange') return `arn:aws:route53:::change/${Id.replace('/change/', '')}`;
  return '*';
}

/** Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html */
function contextOf({ ChangeBatch }: Input): Record<string, string[]> {
  const changes = ChangeBatch?.Changes ?? [];
  if (changes.length === 0) return {};
  const prefix = 'route53:ChangeResourceRecordSets';
  const names = changes.map((change) => (change.ResourceRecordSet?.Name ?? '').toLowerCase().replace(/\.$/, ''));
  return {
    [`${prefix}NormalizedRecordNames`]: [...new Set(names)],
    [`${prefix}RecordTypes`]: [...new Set(changes.map((change) => change.ResourceRecordSet?.Type ?? ''))],
    [`${prefix}Actions`]: [...new Set(changes.map(({ Action }) => Action ?? ''))],
  };
}
