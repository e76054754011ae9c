import type { Database } from './database';
import type { Route } from './routes';

/** Something that can be ordered. */
export interface Item {
  readonly item: string;
  readonly name: string;
  readonly priceCents: number;
}

/** The read side: it owns the catalogue. */
export const catalogueRoutes = (database: Database): Route[] => [
  {
    method: 'GET',
    path: '/catalogue',
    answer: async () => ({ status: 200, body: await database.query<Item>(ALL_ITEMS) }),
  },
];

const ALL_ITEMS = 'select item, name, price_cents as "priceCents" from catalogue order by item';
