import * as z from 'zod';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';
import { confirmOutage } from '../confirm-outage/step';

/** Replication lag as it was measured here. Unknown is its own value and never zero. */
export const MeasuredLag = z.strictObject({
  globalCluster: z.string(),
  /** Seconds behind the writer at `at`; absent when nothing was measured lately. */
  lagSeconds: z.number().nonnegative().optional(),
  /** When it was measured, ISO 8601 UTC. */
  at: z.string().optional(),
});
export type MeasuredLag = z.infer<typeof MeasuredLag>;

export const checkReadiness = defineStep({
  name: 'CheckReadiness',
  purpose: 'A takeover can work: members, versions, release, records and signal here are as they should be.',
  reads: [admitRun, confirmOutage],
  output: z.strictObject({
    lags: z.array(MeasuredLag),
    /** The verified manifest: exactly this object version is deployed. */
    release: z.strictObject({ id: z.string(), versionId: z.string(), sha256: z.string() }),
  }),
  fenced: false,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  overdueSeconds: () => 120,
  permissions: ({ plan, region, names }) => [
    {
      actions: ['rds:DescribeGlobalClusters'],
      resources: plan.databases.map(({ globalCluster }) => names.globalClusterArn(globalCluster)),
    },
    {
      actions: ['rds:DescribeDBClusters'],
      resources: plan.databases.map(({ clusters }) => names.clusterArn(region, clusters[region] ?? '')),
    },
    // CloudWatch metrics have no resource ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
    { actions: ['cloudwatch:GetMetricData'], resources: ['*'] },
    {
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [`arn:${names.partition}:s3:::${names.releaseBucket}/*`],
    },
  ],
});
