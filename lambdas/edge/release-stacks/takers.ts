import { chainLengths, laneOf, type ReleaseStack } from '../../../lib/domain/release';
import type { Input, Verified } from './seen';

/**
 * Names in AWS of the stacks that stand and take outputs of this one, directly or through others, in the order in which
 * they can be deleted: a stack that is created anew gives other outputs, so they go with it.
 *
 * @param stack its name in the release
 */
export function takersOf(stack: string, { manifest, stacks }: Verified, input: Pick<Input, 'run'>): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const taker of manifest.stacks) {
      if (found.has(taker.name) || !takesFrom(name, taker, input)) continue;
      found.add(taker.name);
      visit(taker.name);
    }
  };
  visit(stack);
  const lengths = chainLengths(manifest.stacks);
  return stacks
    .filter((seen) => found.has(seen.stack) && seen.status !== undefined)
    .sort((one, other) => (lengths.get(one.stack) ?? 0) - (lengths.get(other.stack) ?? 0))
    .map(({ stackName }) => stackName);
}

const takesFrom = (stack: string, { parameters }: ReleaseStack, { run }: Pick<Input, 'run'>): boolean =>
  Object.values(parameters[laneOf(run.verb)]).some((value) => typeof value !== 'string' && value.stack === stack);
