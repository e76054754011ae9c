import type { EvidenceRecord } from '../../../lib/domain/evidence';
import type { Lock } from '../../../lib/domain/lock';
import { STACK_TAGS, stackNameOf } from '../../../lib/domain/names';
import { type Lane, laneOf } from '../../../lib/domain/release';
import type { InputOf } from '../../../lib/domain/step';
import type { Warm } from '../../../lib/domain/warm';
import type { TextAnswer } from '../../edge/dns';
import type { DescribedStack } from '../../edge/stacks';
import type { retireStacks } from './step';

/** A stack of the plan as CloudFormation describes it. */
export interface SeenStack extends Omit<DescribedStack, 'parameters' | 'outputs'> {
  /** The first resource that could not be deleted, and why. */
  readonly firstFailure?: string;
}

/** A Region, or why nobody can say which. */
export type SeenRegion = { readonly value: string } | { readonly unknown: string };

export interface Seen {
  /** What this run has recorded. */
  readonly records: readonly EvidenceRecord[];
  /** The epoch that this Region claims to serve under, 0 when it has never claimed. */
  readonly claimedEpoch: number;
  /** The lock of the plan here. @default nobody ever held it */
  readonly lock?: Pick<Lock, 'owner' | 'state'> | undefined;
  /** What DNS says of each public name's settlement; none where the plan's strategy settles nothing. */
  readonly texts: readonly TextAnswer[];
  /** Stacks that exist here and carry the plan's tag, whoever made them. */
  readonly stacks: readonly SeenStack[];
  /** How long this Region is kept warm, and was. @default nobody ever prewarmed it, or a drill does not ask */
  readonly warm?: Warm | undefined;
  /** Which Region is active; only a retire asks, and then it is there. */
  readonly active?: SeenRegion;
  /** Name of a stack that CloudFormation has refused to delete, and would again → why. @default it has refused none */
  readonly notDeleted?: ReadonlyMap<string, string> | undefined;
  /** Names of stacks that CloudFormation was asked too often to delete. @default it took what it was asked last */
  readonly turnedAway?: ReadonlySet<string> | undefined;
}

export type Input = InputOf<typeof retireStacks>;

/** Epoch of the run that created it; `NaN` when no tag says one. */
export const epochOf = ({ tags }: Pick<SeenStack, 'tags'>): number => Number(tags[STACK_TAGS.epoch] ?? Number.NaN);

export const releaseIn = ({ tags }: Pick<SeenStack, 'tags'>): string => tags[STACK_TAGS.release] ?? '';

/** Whether a retire does this work: it has no epoch of its own, and every stack here is of an ended run. */
export const isRetire = ({ run }: Pick<Input, 'run'>): boolean => run.verb === 'retire';

/**
 * Whether this run created it: plan and epoch by its tags, and the name that the plan gives it in the run's lane. What
 * an earlier run created, and this one only adopted, is not this run's to delete.
 */
export const isOwn = (stack: Pick<SeenStack, 'stackName' | 'tags'>, input: Input): boolean =>
  !isRetire(input) && epochOf(stack) === input.epoch && isNamedByPlan(stack, laneOf(input.run.verb), input);

/** Whether it carries the plan's tag, and the name that the plan gives one of its stacks in this lane. */
export function isNamedByPlan(
  stack: Pick<SeenStack, 'stackName' | 'tags'>,
  lane: Lane,
  { plan }: Pick<Input, 'plan'>,
): boolean {
  return (
    stack.tags[STACK_TAGS.plan] === plan.name && namesIn(plan, { release: releaseIn(stack), lane }).has(stack.stackName)
  );
}

/** Of each plan the names of its stacks, by release and lane: thousands of stacks are held against them. */
const namesOfPlans = new WeakMap<object, Map<string, ReadonlySet<string>>>();

function namesIn({ release }: Input['plan'], naming: { release: string; lane: Lane }): ReadonlySet<string> {
  const known = namesOfPlans.get(release) ?? new Map<string, ReadonlySet<string>>();
  namesOfPlans.set(release, known);
  const key = `${naming.lane} ${naming.release}`;
  const names =
    known.get(key) ?? new Set(release.stacks.map((stack) => stackNameOf(release.stackName, { stack, ...naming })));
  known.set(key, names);
  return names;
}

export const isOfDrill = ({ tags }: Pick<SeenStack, 'tags'>): boolean => tags[STACK_TAGS.lane] === 'drill';

/** Whether a run before this one created it. What carries no epoch, or a later one, is of no such run. */
export const isOfEarlierRun = (stack: SeenStack, input: Input): boolean =>
  isRetire(input) ? epochOf(stack) <= input.epoch : !isOwn(stack, input) && epochOf(stack) < input.epoch;

/** Whether it was made with the role for releases: tags alone can be forged by whoever may create stacks. */
export const isOfReleaseRole = ({ roleArn }: SeenStack, { names }: Pick<Input, 'names'>): boolean =>
  roleArn === names.releaseRoleArn;
