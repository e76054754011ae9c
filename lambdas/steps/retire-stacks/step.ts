import * as z from 'zod';
import { restAfterDatabases } from '../../../lib/domain/database-rate';
import {
  deletingStacks,
  describingWriters,
  LISTING_STACKS,
  passingReleaseRole,
  readingClaim,
  releaseStacks,
  seeingStacks,
} from '../../../lib/domain/permissions';
import type { Plan } from '../../../lib/domain/plan';
import { STACK_CALLS, STACKS_PER_PAGE } from '../../../lib/domain/stack-rate';
import { stackRounds } from '../../../lib/domain/stack-rounds';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import { lockPartition, onlyKeys, warmPartition } from '../../../lib/domain/table-items';

/** A look lists the Region, of which the release is taken for a half: 200 stacks and fewer take 1 s, 1,000 take 5 s. */
const restAfterStacks = ({ release: { stacks } }: Pick<Plan, 'release'>): number =>
  Math.ceil((2 * stacks.length) / STACKS_PER_PAGE / STACK_CALLS.perSecond);

export const retireStacks = defineStep({
  name: 'RetireStacks',
  purpose: 'Nothing is left of what this run created or came to remove, unless something may refer to it.',
  // Reached from any failure: nothing that an earlier step would have left can be relied on.
  reads: [],
  output: z.strictObject({
    /** Names of the stacks that were deleted, at most 50: it is told how many there were. */
    retired: z.array(z.string()),
    /**
     * Stacks of earlier runs in this Region that nothing refers to, the last created first and at most 20, each with
     * the command that removes it.
     */
    leftovers: z.array(z.strictObject({ stackName: z.string(), release: z.string(), command: z.string() })),
  }),
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 1,
  restSeconds: (plan) => Math.max(restAfterStacks(plan), restAfterDatabases(1)(plan)),
  // A load balancer's targets drain for five minutes by default: so long for each round of stacks, and 30 min at least
  // before a person is asked.
  overdueSeconds: (plan) => Math.max(1800, stackRounds(plan) * 300),
  perLane: true,
  permissions: (place) => [
    LISTING_STACKS,
    ...removing(place),
    ...(place.lane === 'drill' ? [] : [...removingDrills(place), ...seeingWhatRefers(place)]),
    passingReleaseRole(place),
  ],
});

const removing = (place: Place): Permission[] => [
  seeingStacks(releaseStacks(place)),
  deletingStacks(place, releaseStacks(place)),
];

/** A retire removes what drills have left as well; a drill, nothing but what drills made. */
const removingDrills = (place: Place): Permission[] => removing({ ...place, lane: 'drill' });

/** What may refer to live stacks: a claim, the writers, a run at work, a prewarm. */
const seeingWhatRefers = (place: Place): Permission[] => [
  readingClaim(place),
  ...describingWriters(place),
  readingLock(place),
  keepingWarm(place),
];

/** Who holds the lock: what a run at work may need is not named to be deleted. */
const readingLock = ({ plan, names }: Place): Permission => ({
  actions: ['dynamodb:GetItem'],
  resources: [names.tableArn],
  conditions: onlyKeys(lockPartition(plan.name)),
});

/** Until when this Region is kept warm; it is written down that it no longer is. */
const keepingWarm = ({ plan, names }: Place): Permission => ({
  actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  resources: [names.tableArn],
  conditions: onlyKeys(warmPartition(plan.name)),
});
