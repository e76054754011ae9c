import * as z from 'zod';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';
import { checkReadiness } from '../check-readiness/step';

export const authorizePromotion = defineStep({
  name: 'AuthorizePromotion',
  purpose: 'The plan or a person allows the promotion, knowing how much data may be lost.',
  reads: [admitRun, checkReadiness],
  output: z.strictObject({
    /** Who allowed it: the plan by itself, or the person who started the run. */
    by: z.enum(['plan', 'person']),
    /** Global clusters whose possible loss was judged: these may be promoted, and no other. */
    databases: z.array(z.string()),
  }),
  fenced: false,
  timeoutSeconds: 10,
  lookAgainSeconds: 5,
  overdueSeconds: () => 60,
  permissions: () => [],
});
