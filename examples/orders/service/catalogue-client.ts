import type { Item } from './catalogue';
import { Unavailable } from './database';

/** The catalogue as the write side sees it. */
export interface CatalogueClient {
  /** @throws Unavailable when the catalogue cannot be reached and nothing recent is remembered */
  has(item: string): Promise<boolean>;
}

export interface CatalogueClientOptions {
  fetchItems(): Promise<readonly Item[]>;
  /** Milliseconds on any steady clock. */
  now(): number;
}

/** How long an answer is used without asking again. */
const FRESH_MILLISECONDS = 5000;
/** How long orders go on while the catalogue is away: items change rarely, and a hiccup must not stop the shop. */
const USABLE_MILLISECONDS = 600_000;

/** A catalogue that remembers its last answer and outlives a hiccup of the service behind it. */
export function cachedCatalogue({ fetchItems, now }: CatalogueClientOptions): CatalogueClient {
  let items: ReadonlySet<string> = new Set();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let askAgainAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    try {
      items = new Set((await fetchItems()).map(({ item }) => item));
      fetchedAt = now();
    } catch (error) {
      if (now() - fetchedAt > USABLE_MILLISECONDS) {
        throw new Unavailable('the catalogue cannot be reached', { cause: error });
      }
    }
    // After a failure too: orders that arrive meanwhile do not each wait for the same time-out.
    askAgainAt = now() + FRESH_MILLISECONDS;
  }

  return {
    async has(item) {
      if (now() >= askAgainAt) {
        asking ??= ask().finally(() => {
          asking = undefined;
        });
        await asking;
      }
      return items.has(item);
    },
  };
}

/** Longer than any good answer within a Region; an order waits no longer than that for the catalogue. */
const ANSWER_MILLISECONDS_MAX = 1000;

/** Asks the catalogue service for its items. */
export const itemsFrom = (url: string) => async (): Promise<readonly Item[]> => {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MILLISECONDS_MAX) });
  if (!response.ok) throw new Error(`the catalogue answered ${response.status}`);
  return (await response.json()) as Item[];
};
