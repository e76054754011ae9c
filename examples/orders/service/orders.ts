import type { CatalogueClient } from './catalogue-client';
import type { Database } from './database';
import { type Order, readOrder, readOrderId } from './input';
import { Rejected, type Route } from './routes';

export interface OrdersOptions {
  readonly database: Database;
  readonly catalogue: CatalogueClient;
}

/** The write side: orders are acknowledged after their commit, never before. */
export const orderRoutes = ({ database, catalogue }: OrdersOptions): Route[] => [
  {
    method: 'POST',
    path: '/orders',
    answer: async ({ body }) => {
      const order = readOrder(body);
      if (!(await catalogue.has(order.item))) throw new Rejected(422, `the catalogue has no ${order.item}`);
      await place(database, order);
      return { status: 201, body: { id: order.id } };
    },
  },
  {
    method: 'GET',
    path: '/orders/*',
    answer: async ({ parameter }) => {
      const order = await find(database, readOrderId(parameter));
      if (!order) throw new Rejected(404, 'no such order');
      return { status: 200, body: order };
    },
  },
];

/** Stores an order; the same order sent twice is stored once, for an answer may be lost after the commit. */
async function place(database: Database, order: Order): Promise<void> {
  const stored = await database.query(
    'insert into orders (id, item, quantity) values ($1, $2, $3) on conflict (id) do nothing returning id',
    [order.id, order.item, order.quantity],
  );
  if (stored.length > 0) return;
  const earlier = await find(database, order.id);
  if (earlier?.item !== order.item || earlier.quantity !== order.quantity) {
    throw new Rejected(409, 'another order has this id');
  }
}

async function find(database: Database, id: string): Promise<Order | undefined> {
  const [order] = await database.query<Order>('select id, item, quantity from orders where id = $1', [id]);
  return order;
}
