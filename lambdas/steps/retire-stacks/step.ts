import * as z from 'zod';
import {
  deletingStacks,
  LISTING_STACKS,
  passingReleaseRole,
  readingClaim,
  releaseStacks,
  seeingStacks,
} from '../../../lib/domain/permissions';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import { lockPartition, onlyKeys } from '../../../lib/domain/table-items';

export const retireStacks = defineStep({
  name: 'RetireStacks',
  purpose: 'Nothing that this run created is left, unless its promotion was sent.',
  // Reached from any failure: nothing that an earlier step would have left can be relied on.
  reads: [],
  output: z.strictObject({
    /** Names of the stacks that were deleted. */
    retired: z.array(z.string()),
    /**
     * Stacks of earlier runs in this Region that nothing refers to, the last created first and at most 20, each with
     * the command that removes it.
     */
    leftovers: z.array(z.strictObject({ stackName: z.string(), release: z.string(), command: z.string() })),
  }),
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  // A load balancer's targets drain for five minutes by default, and stacks go one after the other: so long for each,
  // and 30 min at least before a person is asked.
  overdueSeconds: ({ release }) => Math.max(1800, release.stacks.length * 300),
  permissions: (place) => [
    LISTING_STACKS,
    seeingStacks(releaseStacks(place)),
    deletingStacks(place, releaseStacks(place)),
    passingReleaseRole(place),
    readingClaim(place),
    readingLock(place),
  ],
});

/** Who holds the lock: what a run at work may need is not named to be deleted. */
const readingLock = ({ plan, names }: Place): Permission => ({
  actions: ['dynamodb:GetItem'],
  resources: [names.tableArn],
  conditions: onlyKeys(lockPartition(plan.name)),
});
