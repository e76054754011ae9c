import type { Plan } from './plan';

/** Assumed of a release: that no more stacks wait for one another, one after the other. */
const CHAIN_USUAL = 10;

/**
 * How often stacks are waited for, one time after the other. The plan does not know which stacks need which: as many
 * rounds as their number makes, or as a usual chain has.
 */
export const stackRounds = ({ release: { stacks, stacksAtOnce } }: Pick<Plan, 'release'>): number =>
  Math.max(Math.ceil(stacks.length / stacksAtOnce), Math.min(stacks.length, CHAIN_USUAL));
