import { STACK_TAGS, stackNameOf } from '../../lib/domain/names';
import { laneOf, type ReleaseManifest } from '../../lib/domain/release';
import type { Place } from '../../lib/domain/step';
import { oneLine } from '../../lib/domain/text';
import { deleteStackCommand } from '../../lib/report/delete-stack';
import { type Reading, reading } from './reading';
import { type DescribedStack, type StackList, stacksOf } from './stacks';

/** A stack of another release that stands beside those of the run's. */
export interface OtherStack {
  readonly stackName: string;
  readonly release: string;
  readonly status: string;
  /** What a person removes it with, once users are served by the run's release. */
  readonly command: string;
}

/** Which stacks are the run's own, and in which lane they are. */
export interface OwnRelease extends Place {
  readonly manifest: Pick<ReleaseManifest, 'release' | 'stacks'>;
  readonly run: { readonly verb: string };
}

/**
 * Every stack of the plan here. What is told of it stops no takeover, so whatever goes wrong is one more thing to tell:
 * even a fault of this program.
 */
export async function planStacks(
  list: StackList,
  { plan }: Pick<Place, 'plan'>,
): Promise<Reading<readonly DescribedStack[]>> {
  try {
    return await reading('cloudformation:DescribeStacks', stacksOf(list, { plan: plan.name }));
  } catch (error) {
    return { outcome: 'unknown', because: oneLine(String(error)) };
  }
}

/** Nothing in it could serve: nothing was created yet, all of it was taken back, or it is being deleted. */
const IS_EMPTY = /^(REVIEW_IN_PROGRESS|DELETE_IN_PROGRESS|DELETE_COMPLETE|ROLLBACK_COMPLETE|ROLLBACK_IN_PROGRESS)$/;

/**
 * Stacks of other releases of the plan that stand here and may serve users beside the run's own, the last created
 * first. They were made with the role for releases: tags alone can be forged, and the command deletes.
 */
export function otherStacks(all: Reading<readonly DescribedStack[]>, own: OwnRelease): Reading<readonly OtherStack[]> {
  if (all.outcome !== 'read') return all;
  const lane = laneOf(own.run.verb);
  // A drill serves nobody, and what stands beside it disturbs nobody.
  if (lane === 'drill') return { outcome: 'read', value: [] };
  const { plan, manifest } = own;
  const naming = { release: manifest.release, lane };
  const ours = new Set(
    manifest.stacks.map(({ name }) => stackNameOf(plan.release.stackName, { stack: name, ...naming })),
  );
  const value = all.value
    // One that has the name of a stack of this release gives way to it, or the run is refused because of it.
    .filter((stack) => isOther(stack, own) && !ours.has(stack.stackName))
    .sort((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt))
    .map(({ stackName, status, tags }) => ({
      stackName,
      release: tags[STACK_TAGS.release] ?? '',
      status,
      command: deleteStackCommand(own, stackName),
    }));
  return { outcome: 'read', value };
}

function isOther({ status, tags, roleArn }: DescribedStack, { names, manifest }: OwnRelease): boolean {
  const { [STACK_TAGS.lane]: lane, [STACK_TAGS.release]: release } = tags;
  if (roleArn !== names.releaseRoleArn || lane !== 'live' || IS_EMPTY.test(status)) return false;
  return release !== undefined && release !== manifest.release;
}

/** A sentence names so many stacks with their commands; the others it counts. */
const NAMED_MAX = 10;

/** What people are told of them, or `undefined` where there is nothing to tell. */
export function otherStacksSentence(others: Reading<readonly OtherStack[]>, release: string): string | undefined {
  if (others.outcome !== 'read') {
    return `whether stacks of other releases stand here is not known: ${others.because}`;
  }
  const { value } = others;
  if (value.length === 0) return undefined;
  const [stands, them] =
    value.length === 1
      ? ['1 stack of another release stands', 'it']
      : [`${value.length} stacks of other releases stand`, 'them'];
  const more = value.length - NAMED_MAX;
  return (
    `${stands} here and may serve users beside ${release}; once users are served by ${release}, remove ${them}: ` +
    [
      ...value.slice(0, NAMED_MAX).map((one) => `${one.stackName} (${one.release}, ${one.status}) with ${one.command}`),
      ...(more > 0 ? [`and ${more} more`] : []),
    ].join('; ')
  );
}
