import * as z from 'zod';
import { restAfterDatabases } from '../../../lib/domain/database-rate';
import { namesOf } from '../../../lib/domain/names';
import { describingWriters, LISTING_ALARMS, READING_METRICS } from '../../../lib/domain/permissions';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import { claimPartition, onlyKeys, presencePartition } from '../../../lib/domain/table-items';
import { recordPermissions } from '../../../lib/domain/traffic';
import { admitRun } from '../admit-run/step';

export const settleTraffic = defineStep({
  name: 'SettleTraffic',
  purpose: 'The DNS records say for good which Region is active, and nothing older can move users.',
  reads: [admitRun],
  output: z.strictObject({
    /** The settlement that holds now. */
    epoch: z.number().int(),
    serial: z.number().int(),
    attached: z.array(z.string()),
  }),
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 3,
  restSeconds: restAfterDatabases(1),
  // The control plane of Route 53 has been away for hours; the watch starts the next run when this one gives up.
  overdueSeconds: () => 1800,
  // Any other strategy moves the records itself and leaves nothing to settle.
  permissions: (place) => (place.plan.traffic.strategy === 'health-signal' ? settling(place) : []),
});

const settling = (place: Place): Permission[] => [
  ...recordPermissions(place),
  // Health checks have random ids, and Route 53 knows no condition on their tags.
  { actions: ['route53:CreateHealthCheck', 'route53:ListHealthChecks'], resources: ['*'] },
  { actions: ['route53:DeleteHealthCheck'], resources: [`arn:${place.names.partition}:route53:::healthcheck/*`] },
  // What a check was observed to say is a metric: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
  READING_METRICS,
  LISTING_ALARMS,
  // Records are settled only for the Region that has every writer.
  ...describingWriters(place),
  ...otherRegions(place),
];

/** In every Region: its claim and its presence are read, its alarm on the claim is made and unmade. */
const otherRegions = ({ plan }: Place): Permission[] =>
  plan.regions.flatMap((region): Permission[] => {
    const names = namesOf(plan, region);
    return [
      {
        actions: ['dynamodb:GetItem'],
        resources: [names.tableArn],
        conditions: onlyKeys(claimPartition(plan.name), presencePartition(plan.name)),
      },
      {
        actions: ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
        resources: [names.claimAlarmArn('*')],
      },
    ];
  });
