/**
 * At most so many patterns that match all names, and as little else as can be: in the order of the alphabet they are
 * parted where neighbours have the least in common, and what stays together shares a pattern that ends in `*`.
 *
 * @param patternsMax at least 1
 * @returns the names themselves, in their order, where they are few enough
 */
export function covering(names: readonly string[], patternsMax: number): readonly string[] {
  if (names.length <= patternsMax) return names;
  const sorted = [...new Set(names)].sort();
  const gaps = sorted
    .slice(1)
    .map((name, index) => ({ at: index + 1, shared: sharedLength(sorted[index] ?? '', name) }));
  const parted = gaps.sort((one, other) => one.shared - other.shared || one.at - other.at).slice(0, patternsMax - 1);
  const ends = [...parted.map(({ at }) => at).sort((one, other) => one - other), sorted.length];
  return ends.map((end, index) => patternOf(sorted.slice(ends[index - 1] ?? 0, end)));
}

/** Names in the order of the alphabet share what the first and the last of them share. */
function patternOf(names: readonly string[]): string {
  const [first = ''] = names;
  return names.length === 1 ? first : `${first.slice(0, sharedLength(first, names.at(-1) ?? ''))}*`;
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
