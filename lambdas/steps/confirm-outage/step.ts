import * as z from 'zod';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';

/** Looking goes on this much longer than the plan says, so that the last look can still answer. */
const GRACE_SECONDS = 30;

export const confirmOutage = defineStep({
  name: 'ConfirmOutage',
  purpose: 'The active Region is really down: the alarm says so now, and so do own probes from here.',
  reads: [admitRun],
  output: z.strictObject({
    /** The Region that was confirmed lost: the one that holds the writers. */
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
        ]
      : []),
    { actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] },
  ],
});
