import { closingPermissions } from '../../../lib/domain/closing-permissions';
import { METRIC_NAMESPACE, namesOf } from '../../../lib/domain/names';
import type { Permission, Place } from '../../../lib/domain/step';
import { automationPartition, claimPartition, onlyKeys, presencePartition } from '../../../lib/domain/table-items';
import { defineTrigger } from '../../../lib/domain/trigger';

/** Whether this Region only looks: the plan's witness holds nothing, starts nothing and reads no table. */
export const isWitness = ({ plan, region }: Place): boolean => plan.watch.witness === region;

export const watchRegion = defineTrigger({
  name: 'WatchRegion',
  purpose: 'The active Region is probed from here all the time, and what must follow from what is found is started.',
  // One invocation covers the minute until the schedule starts the next.
  timeoutSeconds: 60,
  permissions: (place) => (isWitness(place) ? [METRICS] : [...watching(place), ...keeping(place)]),
});

/**
 * Metrics have no ARN; the namespace is what limits the right.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
 */
const METRICS: Permission = {
  actions: ['cloudwatch:PutMetricData'],
  resources: ['*'],
  conditions: { StringEquals: { 'cloudwatch:namespace': METRIC_NAMESPACE } },
};

/** To find out who is active and whether it is down, and to start what follows. */
const watching = ({ plan, names }: Place): Permission[] => [
  ...(plan.databases.length > 0
    ? [
        {
          actions: ['rds:DescribeGlobalClusters'],
          resources: plan.databases.map(({ globalCluster }) => names.globalClusterArn(globalCluster)),
        },
      ]
    : []),
  METRICS,
  // The call lists alarms, so CloudWatch wants the scope `*`:
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
  { actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] },
  { actions: ['states:StartExecution'], resources: [names.machineArn('failover'), names.machineArn('settle')] },
];

/** To keep this Region's items, to compare the claims of all Regions, and to close what a dead run left behind. */
const keeping = (place: Place): Permission[] => {
  const { plan, region: here, names } = place;
  return [
    {
      actions: ['dynamodb:GetItem'],
      resources: [names.tableArn],
      conditions: onlyKeys(claimPartition(plan.name), automationPartition(plan.name)),
    },
    {
      actions: ['dynamodb:PutItem'],
      resources: [names.tableArn],
      conditions: onlyKeys(presencePartition(plan.name)),
    },
    {
      actions: ['dynamodb:GetItem'],
      resources: plan.regions.filter((region) => region !== here).map((region) => namesOf(plan, region).tableArn),
      conditions: onlyKeys(claimPartition(plan.name)),
    },
    ...closingPermissions(place),
  ];
};
