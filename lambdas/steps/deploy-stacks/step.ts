import * as z from 'zod';
import { readingFence, scalingHere } from '../../../lib/domain/fence-permissions';
import {
  creatingStacks,
  deletingStacks,
  LISTING_STACKS,
  listingReleases,
  passingReleaseRole,
  readingReleases,
  releaseStacks,
  seeingStacks,
} from '../../../lib/domain/permissions';
import type { Plan } from '../../../lib/domain/plan';
import { DESCRIBED_MAX, STACK_CALLS } from '../../../lib/domain/stack-rate';
import { stackRounds } from '../../../lib/domain/stack-rounds';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';
import { checkReadiness } from '../check-readiness/step';

/** CloudFormation gives up on a stack after this, before the step does: the failure then has a resource's name. */
export const CREATE_MINUTES_MAX = 45;
/** Assumed of a stack that comes to an end, on the average of a chain. */
const CREATE_SECONDS_USUAL = 300;
/**
 * Each round takes as long as usual but one, in which a stack needs all its 45 min. 12 stacks, ten at once: 2 rounds by
 * number, 10 by the chain, 10 × 300 s + 2,700 s = 95 min. A stack that hangs in the last round thus fails by
 * CloudFormation's limit, with a resource's name, 5 min before the step is overdue. Never less than 1 h.
 */
const overdueSeconds = (plan: Pick<Plan, 'release'>): number =>
  Math.max(3600, stackRounds(plan) * CREATE_SECONDS_USUAL + CREATE_MINUTES_MAX * 60);

/** Each stack under way is described once a look: two stacks take 1 s, ten and more take 3 s. */
const restSeconds = ({ release: { stacks, stacksAtOnce } }: Pick<Plan, 'release'>): number =>
  Math.ceil(Math.min(stacks.length, stacksAtOnce, DESCRIBED_MAX) / STACK_CALLS.perSecond);

export const deployStacks = defineStep({
  name: 'DeployStacks',
  purpose: "The release's stacks exist here, complete, and nothing but the signed release was deployed.",
  reads: [admitRun, checkReadiness],
  output: z.strictObject({
    release: z.string(),
    /** How many stacks it has. A run carries its document through each state, so they are counted and not listed. */
    stacks: z.number().int(),
    /** How many of them were there already, made from the same template with the same parameters. */
    adopted: z.number().int(),
    /**
     * Ends of their ARNs, in the order of the plan: what has to know later which stacks they were makes their names and
     * ARNs of it, see `stacksWithIds`. @default the run is no prewarm, and nobody has to
     */
    uniqueIds: z.array(z.string()).optional(),
    /**
     * Live stacks of other releases of the plan that stand here and may serve beside these, the last created first and
     * at most 20, each with the command that removes it once users are served by this release. @default there is none
     */
    others: z.array(z.strictObject({ stackName: z.string(), release: z.string(), command: z.string() })).optional(),
    /**
     * ECS services of these stacks that run though the fence of this Region stands, at most 50. UnfenceRegion lifts it
     * once users are here. @default there is none
     */
    startedAgain: z.array(z.strictObject({ arn: z.string(), stack: z.string(), tasks: z.number().int() })).optional(),
  }),
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 1,
  restSeconds,
  overdueSeconds,
  perLane: true,
  permissions: (place) => permissionsOn(releaseStacks(place), place),
});

const permissionsOn = (stacks: readonly string[], place: Place): Permission[] => [
  ...(isListing(place) ? [LISTING_STACKS] : []),
  // What a fence has stopped of live stacks; a drill serves nobody and takes nothing over.
  ...(place.lane === 'drill' ? [] : [...readingFence(place), ...scalingHere(place)]),
  seeingStacks(stacks),
  creatingStacks(place, stacks),
  // CreateStack with tags needs TagResource on the stack: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html
  { actions: ['cloudformation:TagResource'], resources: stacks },
  // What an earlier run has left half made, or an older release under the same name; what an earlier drill has left.
  deletingStacks(place, stacks),
  passingReleaseRole(place),
  readingReleases(place),
  listingReleases(place),
];

/** What other releases have left beside this one, of which a drill is told nothing; and many stacks at one look. */
const isListing = ({ plan, lane }: Place): boolean => lane !== 'drill' || plan.release.stacks.length > DESCRIBED_MAX;
