/**
 * Does the same with each of a list, so many at one time.
 *
 * @param isOver whether it is too late to begin with more. @default never
 * @returns the results in the order of the list; fewer than the list has when it was over before
 */
export async function atOnce<One, Result>(
  most: number,
  list: readonly One[],
  work: (one: One) => Promise<Result>,
  isOver = () => false,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < list.length && !isOver(); from += most) {
    results.push(...(await Promise.all(list.slice(from, from + most).map(work))));
  }
  return results;
}
