import * as z from 'zod';
import {
  deletingStacks,
  LISTING_STACKS,
  passingReleaseRole,
  readingClaim,
  releaseStacks,
  seeingStacks,
} from '../../../lib/domain/permissions';
import { defineStep } from '../../../lib/domain/step';

export const retireStacks = defineStep({
  name: 'RetireStacks',
  purpose: 'Nothing that this run created is left, unless its promotion was sent.',
  // Reached from any failure: nothing that an earlier step would have left can be relied on.
  reads: [],
  output: z.strictObject({
    /** Names of the stacks that were deleted. */
    retired: z.array(z.string()),
    /** Other stacks of the plan in this Region that nothing refers to, each with the command that removes it. */
    leftovers: z.array(z.strictObject({ stackName: z.string(), release: z.string(), command: z.string() })),
  }),
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  // A load balancer's targets drain for five minutes by default; 30 min before a person is asked.
  overdueSeconds: () => 1800,
  permissions: (place) => [
    LISTING_STACKS,
    seeingStacks(releaseStacks(place)),
    deletingStacks(place, releaseStacks(place)),
    passingReleaseRole(place),
    readingClaim(place),
  ],
});
