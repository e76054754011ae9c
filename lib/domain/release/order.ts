import { listed } from '../text';
import type { ReleaseStack } from './manifest';

type Ordered = Pick<ReleaseStack, 'name' | 'dependsOn'>;

/** A dependency on an unknown stack, or a circle; every release deploys in the order of its dependencies. */
export function orderProblem(stacks: readonly Ordered[]): string | false {
  const names = new Set(stacks.map(({ name }) => name));
  for (const { name, dependsOn } of stacks) {
    const unknown = dependsOn.find((other) => !names.has(other));
    if (unknown) return `${name} depends on ${unknown}, which is not in the release`;
  }
  const left = new Map(stacks.map(({ name, dependsOn }) => [name, dependsOn]));
  for (;;) {
    const ready = [...left].filter(([, dependsOn]) => !dependsOn.some((other) => left.has(other)));
    if (ready.length === 0) break;
    for (const [name] of ready) left.delete(name);
  }
  return left.size > 0 && `its stacks depend on each other in a circle: ${listed([...left.keys()])}`;
}

/**
 * How many stacks the longest chain holds that begins with each stack and follows those that wait for it. Where not all
 * can be created at once, the one with the longest chain goes first: what hangs on it decides when the release is up.
 *
 * @param stacks without an {@link orderProblem}
 */
export function chainLengths(stacks: readonly Ordered[]): ReadonlyMap<string, number> {
  const dependants = new Map<string, string[]>(stacks.map(({ name }) => [name, []]));
  for (const { name, dependsOn } of stacks) for (const other of dependsOn) dependants.get(other)?.push(name);
  return longest(dependants);
}

/**
 * The level of each stack: 1 where it needs no other, and one more than the highest of those it needs. Stacks of one
 * level need nothing of each other, so all of them may be created, or deleted, side by side.
 *
 * @param stacks without an {@link orderProblem}
 */
export const levels = (stacks: readonly Ordered[]): ReadonlyMap<string, number> =>
  longest(new Map(stacks.map(({ name, dependsOn }) => [name, dependsOn])));

/** How many names the longest chain holds that begins with each. */
function longest(following: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  const lengthOf = (name: string): number => {
    const known = lengths.get(name);
    if (known !== undefined) return known;
    const length = 1 + Math.max(0, ...(following.get(name) ?? []).map(lengthOf));
    lengths.set(name, length);
    return length;
  };
  for (const name of following.keys()) lengthOf(name);
  return lengths;
}
