/** Servers that are being replaced, and whoever reads them: neither begins before the other has ended. */
export interface Replacing {
  /** Replaces a server, once nobody reads. */
  replace(work: () => Promise<void>): Promise<void>;
  /** Reads servers of which none is replaced meanwhile. */
  read<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createReplacing(): Replacing {
  const underWay = new Set<Promise<void>>();
  let reading: Promise<unknown> = Promise.resolve();
  return {
    async replace(work) {
      for (let last: unknown; last !== reading; ) {
        last = reading;
        await reading;
      }
      const replaced = work();
      underWay.add(replaced);
      await replaced.finally(() => underWay.delete(replaced));
    },
    read(work) {
      const result = Promise.allSettled([reading, ...underWay]).then(work);
      reading = result.catch(() => {});
      return result;
    },
  };
}
