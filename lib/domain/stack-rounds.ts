import { type Plan, STACKS_AT_ONCE_MAX } from './plan';

/** Assumed of a release: that no more stacks wait for one another, one after the other. */
const CHAIN_USUAL = 10;

/**
 * How often stacks are waited for, one time after the other. The plan does not know which stacks need which: as many
 * rounds as their number makes, or as a usual chain has.
 */
export const stackRounds = ({ release: { stacks, stacksAtOnce } }: Pick<Plan, 'release'>): number =>
  Math.max(Math.ceil(stacks.length / stacksAtOnce), Math.min(stacks.length, CHAIN_USUAL));

/** What a plan should know whose stacks wait for a place, more than a usual chain waits for itself. */
export function roundsWarning({ release }: Pick<Plan, 'release'>): string | undefined {
  const { stacks, stacksAtOnce } = release;
  const rounds = Math.ceil(stacks.length / stacksAtOnce);
  return rounds > CHAIN_USUAL
    ? `release.stacksAtOnce is ${stacksAtOnce}: ${stacks.length.toLocaleString('en-US')} stacks are created in ` +
        `${rounds.toLocaleString('en-US')} rounds at least, one after the other; ${STACKS_AT_ONCE_MAX} are possible`
    : undefined;
}
