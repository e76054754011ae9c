import { STACK_TAGS } from '../../../lib/domain/names';
import { laneOf, type ReleaseManifest } from '../../../lib/domain/release';
import type { StepContext } from '../../../lib/domain/step';
import type { Kept } from './kept';
import type { Sent } from './sent-stacks';
import { type Owner, type Treatment, treatmentOf } from './stack-status';

/** What a step is told that looks at the stacks of its Region. */
export type Input = Pick<StepContext, 'plan' | 'region' | 'names' | 'run' | 'epoch' | 'now' | 'elapsedSeconds'>;

/** A stack of the release as CloudFormation describes it. */
export interface SeenStack {
  /** Its name in the release. */
  readonly stack: string;
  /** Its name in AWS. */
  readonly stackName: string;
  /** `undefined` when CloudFormation knows no such stack. */
  readonly status: string | undefined;
  readonly id?: string;
  /** When the operation that the status tells of began, ISO 8601 UTC. @default CloudFormation does not tell */
  readonly since?: string;
  /** When somebody last began to update it, ISO 8601 UTC. @default nobody has */
  readonly updatedAt?: string;
  /** The role that its operations work with. @default the rights of whoever made it */
  readonly roleArn?: string;
  /** Whether this function created it in this run. @default somebody else did, or nobody remembers */
  readonly isCreatedHere?: true;
  readonly tags: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** The first resource that failed and why, or what CloudFormation says of the whole stack. */
  readonly reason?: string;
  /** Why no more of it was looked at than CloudFormation's description shows. @default it was */
  readonly left?: Left;
  /** Present when it is compared with the release. */
  readonly comparison?: Comparison;
  /** What deleting the stack would leave. Present when it is to be deleted, now or by the next run. */
  readonly kept?: Kept;
  /** That another stack imports what this one exports: CloudFormation's words for why it did not delete it. */
  readonly inUse?: string;
  /** Present while this function has sent it and CloudFormation has not shown it since. */
  readonly creation?: Sent | undefined;
  /** Present once this function has asked for the deletion of the stack with this id. */
  readonly deletion?: Sent | undefined;
}

/** `unchanged`: nobody has updated it since a check has found all in order. `late`: there was no time for more. */
export type Left = 'unchanged' | 'late';

/** A stack that stands, held against the template of the release. */
export interface Comparison {
  /** The first place where its template is another. @default they are alike, or its template was not read */
  readonly difference?: string;
  readonly declared: readonly DeclaredParameter[];
}

/** A parameter as a template declares it. */
export interface DeclaredParameter {
  readonly name: string;
  /** @default it must be given */
  readonly value?: string;
  /** Whether CloudFormation shows asterisks in the place of its value. */
  readonly isHidden: boolean;
}

export interface Verified {
  readonly manifest: ReleaseManifest;
  readonly stacks: readonly SeenStack[];
}

type Owned = Pick<SeenStack, 'tags' | 'roleArn'>;
type Here = Pick<Input, 'plan' | 'epoch' | 'names' | 'run'>;

/**
 * Whose a stack is, as its tags and its role say. Whoever may create stacks can give them any tag; to have the role for
 * releases they must be allowed to pass it. One of the other lane is a stranger's: a drill touches nothing that may
 * serve users, and no takeover rests on what a drill made.
 */
export function ownerOf({ tags, roleArn }: Owned, release: string, { plan, epoch, names, run }: Here): Owner {
  if (tags[STACK_TAGS.plan] !== plan.name || roleArn !== names.releaseRoleArn) return 'stranger';
  if (isOfOtherLane({ tags }, run)) return 'stranger';
  const isOfThisEpoch = tags[STACK_TAGS.epoch] === String(epoch);
  if (laneOf(run.verb) === 'drill' && !isOfThisEpoch) return 'earlierDrill';
  if (tags[STACK_TAGS.release] !== release) return 'otherRelease';
  return isOfThisEpoch ? 'thisRun' : 'earlierRun';
}

/** Stacks carry their lane; for a drill one that does not say it is none of a drill. */
export function isOfOtherLane({ tags }: Pick<Owned, 'tags'>, run: Here['run']): boolean {
  const own = laneOf(run.verb);
  return (tags[STACK_TAGS.lane] ?? 'live') !== own;
}

/** What is to be done about a stack. Only one that this function has created is complete without being compared. */
export function treatmentFor(
  seen: Owned & Pick<SeenStack, 'status' | 'isCreatedHere'>,
  release: string,
  here: Here,
): Treatment {
  const treatment = treatmentOf(seen.status, ownerOf(seen, release, here));
  return treatment === 'complete' && !seen.isCreatedHere ? 'compared' : treatment;
}
