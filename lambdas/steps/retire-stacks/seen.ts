import type { EvidenceRecord } from '../../../lib/domain/evidence';
import type { Lock } from '../../../lib/domain/lock';
import { STACK_TAGS, stackNameOf } from '../../../lib/domain/names';
import { laneOf } from '../../../lib/domain/release';
import type { InputOf } from '../../../lib/domain/step';
import type { TextAnswer } from '../../edge/dns';
import type { DescribedStack } from '../../edge/stacks';
import type { retireStacks } from './step';

/** A stack of the plan as CloudFormation describes it. */
export interface SeenStack extends Omit<DescribedStack, 'parameters' | 'outputs'> {
  /** The first resource that could not be deleted, and why. */
  readonly firstFailure?: string;
}

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
  /** CloudFormation has refused to delete a stack, and would again. @default it has not */
  readonly notDeleted?: { readonly stackName: string; readonly because: string } | undefined;
}

export type Input = InputOf<typeof retireStacks>;

/** Epoch of the run that created it; `NaN` when no tag says one. */
export const epochOf = ({ tags }: Pick<SeenStack, 'tags'>): number => Number(tags[STACK_TAGS.epoch] ?? Number.NaN);

export const releaseIn = ({ tags }: Pick<SeenStack, 'tags'>): string => tags[STACK_TAGS.release] ?? '';

/**
 * Whether this run created it: plan and epoch by its tags, and the name that the plan gives it in the run's lane. What
 * an earlier run created, and this one only adopted, is not this run's to delete.
 */
export function isOwn(stack: Pick<SeenStack, 'stackName' | 'tags'>, { plan, epoch, run }: Input): boolean {
  const naming = { release: releaseIn(stack), lane: laneOf(run.verb) };
  return (
    stack.tags[STACK_TAGS.plan] === plan.name &&
    epochOf(stack) === epoch &&
    plan.release.stacks.some(
      (name) => stackNameOf(plan.release.stackName, { stack: name, ...naming }) === stack.stackName,
    )
  );
}
