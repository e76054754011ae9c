import { METRIC_NAMESPACE } from '../../../lib/domain/names';
import { defineTrigger } from '../../../lib/domain/trigger';

export const watchRegion = defineTrigger({
  name: 'WatchRegion',
  purpose: 'The active Region is probed from here all the time, and a metric says whether it is down.',
  // One invocation covers the minute until the schedule starts the next.
  timeoutSeconds: 60,
  permissions: ({ plan, names }) => [
    ...(plan.databases.length > 0
      ? [
          {
            actions: ['rds:DescribeGlobalClusters'],
            resources: plan.databases.map(({ globalCluster }) => names.globalClusterArn(globalCluster)),
          },
        ]
      : []),
    // Metrics have no ARN; the namespace is what limits the right.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
    {
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': METRIC_NAMESPACE } },
    },
  ],
});
