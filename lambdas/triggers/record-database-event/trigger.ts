import { DATABASE_EVENTS } from '../../../lib/domain/database-event';
import { databaseEventPartition, onlyKeys } from '../../../lib/domain/table-items';
import { defineTrigger } from '../../../lib/domain/trigger';

export const recordDatabaseEvent = defineTrigger({
  name: 'RecordDatabaseEvent',
  purpose: "What RDS tells of a move of the plan's databases here is kept, such as a fence that timed out.",
  timeoutSeconds: 30,
  permissions: ({ plan, region, names }) => [
    {
      actions: ['dynamodb:PutItem'],
      resources: [names.tableArn],
      conditions: onlyKeys(databaseEventPartition(plan.name)),
    },
    // The plan names clusters; of an instance RDS tells to which one it belongs.
    { actions: ['rds:DescribeDBInstances'], resources: [`arn:${names.partition}:rds:${region}:${plan.account}:db:*`] },
  ],
});

/**
 * Which events the trigger is given; it judges itself whether they are about a database of the plan. An event that is
 * late is still evidence.
 */
export const DATABASE_EVENT_PATTERN = {
  source: ['aws.rds'],
  detailType: ['RDS DB Cluster Event', 'RDS DB Instance Event'],
  detail: { EventID: Object.keys(DATABASE_EVENTS) },
};

/** As long as EventBridge keeps trying, seconds: 24 hours. */
export const DATABASE_EVENT_AGE_SECONDS_MAX = 86_400;
