import * as z from 'zod';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';
import { deployStacks } from '../deploy-stacks/step';
import { promoteDatabase } from '../promote-database/step';

export const runCanaries = defineStep({
  name: 'RunCanaries',
  purpose: 'This Region serves: every canary read and wrote through the new stacks, several times in a row.',
  reads: [admitRun, promoteDatabase, deployStacks],
  output: z.strictObject({
    canaries: z.array(z.strictObject({ name: z.string(), passes: z.number().int(), latencyMilliseconds: z.number() })),
  }),
  // The write canary stores a row in production, so it is a change like any other.
  fenced: true,
  // A round of canaries takes at most 50 s and is judged in the same invocation.
  timeoutSeconds: 120,
  lookAgainSeconds: 1,
  overdueSeconds: () => 900,
  permissions: () => [],
});
