import * as z from 'zod';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';
import { deployStacks } from '../deploy-stacks/step';

export const proveStacks = defineStep({
  name: 'ProveStacks',
  purpose: 'The new stacks serve on a reader: every read canary passes, and no write is taken.',
  reads: [admitRun, deployStacks],
  output: z.strictObject({
    canaries: z.array(z.strictObject({ name: z.string(), passes: z.number().int(), latencyMilliseconds: z.number() })),
    /** Writes that the service refused, as it must on a reader, with the status of each. @default none was sent */
    refused: z.array(z.strictObject({ name: z.string(), status: z.number().int() })).optional(),
  }),
  fenced: true,
  // A round of canaries takes at most 50 s and is judged in the same invocation.
  timeoutSeconds: 120,
  lookAgainSeconds: 3,
  overdueSeconds: () => 900,
  permissions: () => [],
});
