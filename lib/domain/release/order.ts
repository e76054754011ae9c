import { listed } from '../text';
import type { ReleaseStack } from './manifest';

/** A dependency on an unknown stack, or a circle; every release deploys in the order of its dependencies. */
export function orderProblem(stacks: readonly Pick<ReleaseStack, 'name' | 'dependsOn'>[]): string | false {
  const names = stacks.map(({ name }) => name);
  for (const { name, dependsOn } of stacks) {
    const unknown = dependsOn.find((other) => !names.includes(other));
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
