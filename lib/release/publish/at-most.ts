/** Does the work for every item, never more than `limit` at one time. @returns the results in the order of the items */
export async function atMost<Item, Result>(
  limit: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = [...items.entries()];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, item] = next;
      results[index] = await work(item).catch((error) => {
        // What has begun is waited for, and nothing new begins.
        left.length = 0;
        throw error;
      });
    }
  };
  await settled(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

/** Waits for all also when one fails, so that nothing goes on behind the caller's back. @throws the first failure */
export async function settled<Result>(promises: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
