import { STACK_TAGS } from '../../../lib/domain/names';
import { byCreation } from './leftovers';
import { isOfDrill, releaseIn, type SeenStack } from './seen';

/**
 * The stacks that nothing else of those left can depend on: of the release and lane of the one that was created last,
 * all of the highest level.
 * A stack without a level, as older versions of Understudy made them, goes alone, the last first.
 */
export function topOf(left: readonly SeenStack[]): readonly SeenStack[] {
  const last = [...left].sort(byCreation).at(-1);
  if (!last) return [];
  const beside = left.filter((stack) => isOfDrill(stack) === isOfDrill(last) && releaseIn(stack) === releaseIn(last));
  const levels = beside.map(levelOf);
  if (levels.some((level) => level === undefined)) return [last];
  const highest = Math.max(...levels.map((level) => level ?? 0));
  return beside.filter((stack) => levelOf(stack) === highest);
}

function levelOf({ tags }: SeenStack): number | undefined {
  const level = Number(tags[STACK_TAGS.level] ?? Number.NaN);
  return Number.isInteger(level) && level > 0 ? level : undefined;
}
