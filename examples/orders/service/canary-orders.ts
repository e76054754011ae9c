import type { Database } from './database';
import { type CanaryOrder, readCanaryOrder, readNonce } from './input';
import { Rejected, type Route } from './routes';

/** The write canary's own door: it stores what a canary sends and hands it back, and touches no customer's order. */
export const canaryOrderRoutes = (database: Database): Route[] => [
  {
    method: 'POST',
    path: '/canary-order',
    answer: async ({ body }) => {
      const { nonce, epoch } = readCanaryOrder(body);
      await database.query(STORE_AND_TIDY, [nonce, epoch]);
      return { status: 201, body: { nonce, epoch } };
    },
  },
  {
    method: 'GET',
    path: '/canary-order/*',
    answer: async ({ parameter }) => {
      const [stored] = await database.query<CanaryOrder>(FIND, [readNonce(parameter)]);
      if (!stored) throw new Rejected(404, 'no such canary order');
      return { status: 200, body: stored };
    },
  },
];

/** One statement, so that the table stays small without a job. A canary that looks again repeats its nonce. */
const STORE_AND_TIDY = `
  with tidied as (delete from canary_orders where at < now() - interval '1 day')
  insert into canary_orders (nonce, epoch) values ($1, $2)
  on conflict (nonce) do update set epoch = excluded.epoch, at = now()`;

const FIND = 'select nonce, epoch from canary_orders where nonce = $1';
