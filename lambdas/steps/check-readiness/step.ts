import * as z from 'zod';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';
import { confirmOutage } from '../confirm-outage/step';

/**
 * Replication lag when the outage began, by Aurora's metric or the database's heartbeat here, whichever is larger.
 * Unknown is its own value and never zero.
 */
export const MeasuredLag = z.strictObject({
  globalCluster: z.string(),
  /** Seconds behind the writer at `at`; absent when neither metric nor heartbeat tells it. */
  lagSeconds: z.number().nonnegative().optional(),
  /** The moment of this lag, ISO 8601 UTC. */
  at: z.string().optional(),
  /** The writer was here already when it was looked at: nothing more can be lost. @default the writer is elsewhere */
  promoted: z.literal(true).optional(),
});
export type MeasuredLag = z.infer<typeof MeasuredLag>;

const databasePermissions = ({ plan, region, names }: Place): Permission[] => [
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
];

export const checkReadiness = defineStep({
  name: 'CheckReadiness',
  purpose: 'A takeover can work: members, versions, release, records and signal here are as they should be.',
  reads: [admitRun, confirmOutage],
  output: z.strictObject({
    lags: z.array(MeasuredLag),
    /** The verified manifest: exactly this object version is deployed. `sha256` is that of the object's bytes. */
    release: z.strictObject({ id: z.string(), versionId: z.string(), sha256: z.string() }),
  }),
  fenced: false,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  overdueSeconds: () => 120,
  permissions: ({ plan, region, names }) => [
    ...(plan.databases.length > 0 ? databasePermissions({ plan, region, names }) : []),
    {
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [`arn:${names.partition}:s3:::${names.releaseBucket}/*`],
    },
    // Without it S3 answers 403 for a key that is missing, and nobody could tell the two apart.
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    { actions: ['s3:ListBucket'], resources: [`arn:${names.partition}:s3:::${names.releaseBucket}`] },
  ],
});
