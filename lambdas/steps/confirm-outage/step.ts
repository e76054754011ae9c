import * as z from 'zod';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';

/** Looking goes on this much longer than the plan says, so that the last look can still answer. */
const GRACE_SECONDS = 30;

export const confirmOutage = defineStep({
  name: 'ConfirmOutage',
  purpose:
    'The active Region is down by probes, alarm and witness, or its writers are here and only its users are not.',
  reads: [admitRun],
  output: z.strictObject({
    /** The Region that was confirmed lost: it holds the writers or, after an earlier promotion, only the users. */
    lostRegion: z.string(),
    /** What each signal said, for the evidence. */
    signals: z.array(z.string()),
  }),
  fenced: false,
  timeoutSeconds: 30,
  lookAgainSeconds: 3,
  overdueSeconds: ({ watch }) => watch.confirmWithinSeconds + GRACE_SECONDS,
  permissions: ({ plan, names }) => [
    ...(plan.databases.length > 0
      ? [
          {
            actions: ['rds:DescribeGlobalClusters'],
            resources: plan.databases.map(({ globalCluster }) => names.globalClusterArn(globalCluster)),
          },
          // CloudWatch metrics have no resource ARNs:
          // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
          { actions: ['cloudwatch:GetMetricData'], resources: ['*'] },
        ]
      : []),
    // Here and in the witness's Region. The call lists alarms, so CloudWatch wants the scope `*`; with a narrower one
    // it leaves composite alarms out:
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
    { actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] },
  ],
});
