import * as z from 'zod';
import { unfencing } from '../../../lib/domain/fence-permissions';
import { invokingHooks } from '../../../lib/domain/hook';
import { describingWriters, readingClaim } from '../../../lib/domain/permissions';
import type { Plan } from '../../../lib/domain/plan';
import { defineStep } from '../../../lib/domain/step';

/** Whether a plan stops anything in a Region that is replaced. */
export const fencesAnything = ({ fence, hooks }: Plan): boolean =>
  [fence.stacks, fence.stateMachines, fence.rules, fence.schedules, hooks.fence, hooks.unfence].some(
    ({ length }) => length > 0,
  );

export const unfenceRegion = defineStep({
  name: 'UnfenceRegion',
  purpose: 'The Region that serves is not fenced: what this run stopped in vain, or an earlier one here, runs again.',
  // Reached from any failure: nothing that an earlier step would have left can be relied on.
  reads: [],
  output: z.strictObject({
    /** The Region whose fence was lifted. @default there was none to lift */
    region: z.string().optional(),
    /** What runs again, one sentence each. */
    restored: z.array(z.string()),
  }),
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 3,
  overdueSeconds: ({ hooks }) => 600 + hooks.unfence.reduce((sum, { timeoutSeconds }) => sum + timeoutSeconds, 0),
  isNeeded: fencesAnything,
  permissions: (place) => [
    ...unfencing(place),
    // Where the writers are says whose fence is lifted; without databases, where users were sent.
    ...(place.plan.databases.length > 0 ? describingWriters(place) : [readingClaim(place)]),
    ...(place.plan.hooks.unfence.length === 0 ? [] : [invokingHooks(place, place.plan.hooks.unfence)]),
  ],
});
