import * as z from 'zod';
import { defineStep } from '../../../lib/domain/step';
import { claimPartition, onlyKeys } from '../../../lib/domain/table-items';
import { admitRun } from '../admit-run/step';
import { promoteDatabase } from '../promote-database/step';
import { runCanaries } from '../run-canaries/step';

export const shiftTraffic = defineStep({
  name: 'ShiftTraffic',
  purpose: 'This Region claims the traffic: DNS answers with it as soon as the health checks have read the claim.',
  reads: [admitRun, promoteDatabase, runCanaries],
  output: z.strictObject({
    /** The epoch under which this Region claims to serve. */
    claimedEpoch: z.number().int(),
  }),
  fenced: true,
  timeoutSeconds: 30,
  lookAgainSeconds: 2,
  overdueSeconds: () => 300,
  permissions: ({ plan, names }) => [
    {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [names.tableArn],
      conditions: onlyKeys(claimPartition(plan.name)),
    },
  ],
});
