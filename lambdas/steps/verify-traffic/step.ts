import * as z from 'zod';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';
import { shiftTraffic } from '../shift-traffic/step';

export const verifyTraffic = defineStep({
  name: 'VerifyTraffic',
  purpose: "The world follows: the zone's own name servers answer every public name with this Region.",
  reads: [admitRun, shiftTraffic],
  output: z.strictObject({
    records: z.array(
      z.strictObject({
        name: z.string(),
        addresses: z.array(z.string()),
        /** How long resolvers may still hold the old answer, seconds. */
        ttlSeconds: z.number().int(),
      }),
    ),
  }),
  fenced: false,
  timeoutSeconds: 30,
  lookAgainSeconds: 1,
  // One check interval (10 s), its aggregation and a generous margin; users have moved or somebody must look.
  overdueSeconds: () => 600,
  permissions: () => [],
});
