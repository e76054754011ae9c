import * as z from 'zod';
import { archivingRuns, freeingLock, telling } from '../../../lib/domain/permissions';
import { defineStep } from '../../../lib/domain/step';

export const closeRun = defineStep({
  name: 'CloseRun',
  purpose: 'The run is recorded, told about, and no longer holds the lock.',
  reads: [],
  output: z.strictObject({
    /** Object key of the evidence in the evidence bucket. */
    evidenceKey: z.string(),
    /** Topics that could not be told; a deaf topic never fails a recovery. */
    untold: z.array(z.string()),
    /** What is missing from the evidence; absent when all of it was written and archived. */
    evidenceProblem: z.string().optional(),
  }),
  fenced: false,
  evidence: 'own',
  timeoutSeconds: 60,
  lookAgainSeconds: 2,
  overdueSeconds: () => 300,
  permissions: (place) => [freeingLock(place), archivingRuns(place), telling(place)],
});
