import { laneOf } from '../../../lib/domain/release';
import type { OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import { isWarm } from '../../../lib/domain/warm';
import { deleteStackCommand } from '../../../lib/report/delete-stack';
import { type Input, isOfDrill, isOfEarlierRun, isRetire, releaseIn, type Seen, type SeenStack } from './seen';
import { neededReleases, releasesOf } from './standing';
import type { retireStacks } from './step';

export type Leftover = OutputOf<typeof retireStacks>['leftovers'][number];

/** A message holds so many commands and stays readable; what is deleted makes room for the rest. */
export const LEFTOVERS_MAX = 20;

/** Stacks that earlier runs have left here. */
export interface Leftovers {
  /** At most {@link LEFTOVERS_MAX}, the last created first, each with the command that removes it. */
  readonly listed: readonly Leftover[];
  /** What to say of them. @default there is nothing to say */
  readonly because?: string;
}

/** Other stacks of the plan here that nothing refers to: neither a run at work, nor DNS, nor the Region that serves. */
export function leftoversOf(seen: Seen, input: Input): Leftovers {
  // A drill sees its own lane alone, and a retire says of what it came for why it stays.
  if (laneOf(input.run.verb) === 'drill' || isRetire(input)) return { listed: [] };
  // A run at work may have adopted any of them.
  if (seen.lock && seen.lock.state !== 'free' && seen.lock.owner !== input.run.id) return { listed: [] };
  const others = seen.stacks
    .filter((stack) => isLeft(stack, seen, input))
    .sort(byCreation)
    .reverse();
  if (others.length === 0) return { listed: [] };
  const silent = seen.texts.find((answer) => answer.outcome === 'unreachable');
  if (silent) {
    const because = `which stacks of earlier runs nothing refers to is not known: ${silent.because}`;
    return { listed: [], because };
  }
  const needed = neededReleases(seen, input);
  const found = others.filter((stack) => isOfDrill(stack) || needed?.includes(releaseIn(stack)) === false);
  if (needed === undefined && found.length < others.length) return { listed: [], because: undecided(others) };
  return found.length === 0 ? { listed: [] } : told(found, input);
}

export const undecided = (others: readonly SeenStack[]) =>
  `stacks of ${listed(releasesOf(others))} stand here, and which release serves is not known: ` +
  'none is named to be deleted';

/** What is being deleted is no longer left, and what is kept warm is there on purpose. */
const isLeft = (stack: SeenStack, { warm }: Seen, input: Input): boolean =>
  isOfEarlierRun(stack, input) &&
  stack.status !== 'DELETE_IN_PROGRESS' &&
  !(warm && isWarm(warm) && warm.stacks.some(({ id }) => id === stack.id));

function told(found: readonly SeenStack[], input: Input): Leftovers {
  const shown = found.slice(0, LEFTOVERS_MAX);
  const more = found.length - shown.length;
  const words = shown.map(({ stackName, status }) => `${stackName} (${status})`);
  const subject = found.length === 1 ? '1 stack of an earlier run is' : `${found.length} stacks of earlier runs are`;
  return {
    listed: shown.map((stack) => leftover(stack, input)),
    because: `${subject} left here and nothing refers to ${found.length === 1 ? 'it' : 'them'}: ${listed(
      more > 0 ? [...words, `${more} more`] : words,
    )}`,
  };
}

const leftover = (stack: SeenStack, input: Input): Leftover => ({
  stackName: stack.stackName,
  release: releaseIn(stack),
  command: deleteStackCommand(input, stack.stackName),
});

/** Oldest first; of two that were created together, as CloudFormation lists them. */
export const byCreation = (one: SeenStack, other: SeenStack): number =>
  Date.parse(one.createdAt) - Date.parse(other.createdAt);
