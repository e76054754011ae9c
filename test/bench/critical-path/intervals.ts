/** A length of time, milliseconds since 1970. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export const lengthOf = ({ from, to }: Interval): number => to - from;

/** What of them lies in a window, each cut to it; what is outside of it falls away. */
export const within = <One extends Interval>(window: Interval, intervals: readonly One[]): readonly One[] =>
  intervals
    .map((one) => ({ ...one, from: Math.max(one.from, window.from), to: Math.min(one.to, window.to) }))
    .filter(({ from, to }) => to > from);

/** What is busy with something in a window, by its rank: a moment that several cover belongs to the first. */
export type Layers<Name extends string> = readonly (readonly [name: Name, intervals: readonly Interval[]])[];

/** How much of a window each layer has, milliseconds; `rest` is what none covers. They add up to the window. */
export function sharesOf<Name extends string>(
  window: Interval,
  layers: Layers<Name>,
): ReadonlyMap<Name | 'rest', number> {
  const cut = layers.map(([name, intervals]) => [name, within(window, intervals)] as const);
  const edges = cut.flatMap(([, intervals]) => intervals.flatMap(({ from, to }) => [from, to]));
  const moments = [...new Set([window.from, window.to, ...edges])].sort((a, b) => a - b);
  const shares = new Map<Name | 'rest', number>();
  for (const [index, to] of moments.entries()) {
    const from = moments[index - 1];
    if (from === undefined) continue;
    const covers = (one: Interval) => one.from <= from && one.to >= to;
    const name = cut.find(([, intervals]) => intervals.some(covers))?.[0] ?? 'rest';
    shares.set(name, (shares.get(name) ?? 0) + to - from);
  }
  return shares;
}

/**
 * The chain that the end of all has waited for: the one that ended last, before it the last of those that had ended when
 * it began, and so on. In the order of time.
 */
export function lastChain<One extends Interval>(intervals: readonly One[]): readonly One[] {
  const chain: One[] = [];
  let before = Number.POSITIVE_INFINITY;
  for (;;) {
    const ended = intervals.filter(({ from, to }) => to <= before && from < before);
    const [last] = ended.sort((a, b) => b.to - a.to || a.from - b.from);
    if (!last) return chain;
    chain.unshift(last);
    before = last.from;
  }
}

/** The longest that some of them take which do not overlap, milliseconds. */
export function longestChain(intervals: readonly Interval[]): number {
  const byEnd = [...intervals].sort((a, b) => a.to - b.to);
  const best: number[] = [];
  for (const one of byEnd) {
    const before = byEnd.flatMap(({ to }, index) => (to <= one.from ? [best[index] ?? 0] : []));
    best.push(Math.max(0, ...before) + lengthOf(one));
  }
  return Math.max(0, ...best);
}
