import * as z from 'zod';
import { archivingRuns, freeingLock, lockingElsewhere, telling } from '../../../lib/domain/permissions';
import { defineStep } from '../../../lib/domain/step';
import { onlyKeys, timingPartition } from '../../../lib/domain/table-items';

export const closeRun = defineStep({
  name: 'CloseRun',
  purpose: 'The run is recorded, told about, and no longer holds the lock.',
  reads: [],
  output: z.strictObject({
    /** Object key of the evidence in the evidence bucket. */
    evidenceKey: z.string(),
    /** Topics that could not be told; a deaf topic never fails a recovery. */
    untold: z.array(z.string()),
    /**
     * Regions whose lock may still name this planned run, because they could not be reached: their watch frees it.
     *
     * @default none
     */
    unfreed: z.array(z.string()).optional(),
    /** What is missing from the evidence; absent when all of it was written and archived. */
    evidenceProblem: z.string().optional(),
  }),
  fenced: false,
  evidence: 'own',
  timeoutSeconds: 60,
  lookAgainSeconds: 2,
  overdueSeconds: () => 300,
  permissions: (place) => [
    freeingLock(place),
    lockingElsewhere(place, ['dynamodb:GetItem', 'dynamodb:UpdateItem']),
    archivingRuns(place),
    telling(place),
    {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [place.names.tableArn],
      conditions: onlyKeys(timingPartition(place.plan.name)),
    },
  ],
});
