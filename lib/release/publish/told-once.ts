import type { Lane } from '../../domain/release';
import { listed } from '../../domain/text';

/** Why a parameter has no value that may be used in one lane of one Region. */
export interface ValueProblem {
  readonly stack: string;
  readonly parameter: string;
  readonly lane: Lane;
  readonly region: string;
  readonly because: string;
}

/** One sentence for each parameter and reason, with every lane and Region where it holds. Pure. */
export const toldOnce = (problems: readonly ValueProblem[]): string[] =>
  grouped(problems, ({ stack, parameter, because }) => JSON.stringify([stack, parameter, because])).flatMap((same) =>
    same.slice(0, 1).map(({ stack, parameter, because }) => {
      return `${stack}, parameter ${parameter}, ${placesOf(same)}: ${because}`;
    }),
  );

/** `live and drill, us-east-1 and us-west-2`; Regions with other lanes stand after a semicolon. */
function placesOf(problems: readonly ValueProblem[]): string {
  const byRegion = grouped(problems, ({ region }) => region).map((same) => ({
    region: same[0]?.region ?? '',
    lanes: listed(same.map(({ lane }) => lane)),
  }));
  return grouped(byRegion, ({ lanes }) => lanes)
    .map((alike) => `${alike[0]?.lanes}, ${listed(alike.map(({ region }) => region))}`)
    .join('; ');
}

/** Items of the same key, in the order in which the keys appear. */
function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}
