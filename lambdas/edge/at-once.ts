/** Does the same with each of a list, so many at one time. @returns the results in the order of the list */
export async function atOnce<One, Result>(
  most: number,
  list: readonly One[],
  work: (one: One) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < list.length; from += most) {
    results.push(...(await Promise.all(list.slice(from, from + most).map(work))));
  }
  return results;
}
