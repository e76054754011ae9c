/**
 * Does the same with each of a list, so many at one time. The first ones are done in any case: a list of which nothing
 * was done because it was over at once would never get on.
 *
 * @param isOver whether it is too late to begin with more. @default never
 * @returns the results in the order of the list; fewer than the list has when it was over before
 * @throws what one of them has thrown, once all that had begun are over: what Lambda freezes half done goes on in the
 * next invocation
 */
export async function atOnce<One, Result>(
  most: number,
  list: readonly One[],
  work: (one: One) => Promise<Result>,
  isOver: () => boolean | Promise<boolean> = () => false,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < list.length && (from === 0 || !(await isOver())); from += most) {
    const begun = list.slice(from, from + most).map(work);
    await Promise.allSettled(begun);
    results.push(...(await Promise.all(begun)));
  }
  return results;
}
