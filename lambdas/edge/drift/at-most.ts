/** Does the same with each of many, `countMax` at one time. @returns what came of each, in their order */
export async function atMost<One, Result>(
  countMax: number,
  all: readonly One[],
  act: (one: One) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < all.length; from += countMax) {
    results.push(...(await Promise.all(all.slice(from, from + countMax).map(act))));
  }
  return results;
}
