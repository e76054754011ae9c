import type { Permission, Place } from '../step';
import { writtenNames } from './records';

/**
 * The records of a plan, read and changed by compare-and-swap, and nothing else in the zone.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
 */
export function recordPermissions({ plan, names }: Pick<Place, 'plan' | 'names'>): Permission[] {
  const zone = `arn:${names.partition}:route53:::hostedzone/${plan.traffic.hostedZoneId}`;
  return [
    { actions: ['route53:ListResourceRecordSets'], resources: [zone] },
    {
      actions: ['route53:ChangeResourceRecordSets'],
      resources: [zone],
      conditions: {
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': writtenNames(plan),
          'route53:ChangeResourceRecordSetsActions': ['CREATE', 'DELETE'],
        },
      },
    },
  ];
}
