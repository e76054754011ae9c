import type { StageProps } from './props';

/** What became of the orders of a story, row by row. */
export interface Rows {
  /** Ids of the orders that the database of a Region holds now, asked by the world's own hand. */
  ordersIn(region: string): Promise<ReadonlySet<string>>;
  /** Customers stop ordering; nothing is on its way any more. @returns ids of all orders that were acknowledged */
  ordersStop(): Promise<readonly string[]>;
  /** Ids of the orders that were acknowledged by a Region so far. */
  acknowledgedBy(region: string): readonly string[];
  /** How many orders were not acknowledged. */
  ordersFailed(): number;
  /** Whether the database of a Region holds every acknowledged order, and none besides but those with unknown fate. */
  nothingIsLost(region: string): Promise<boolean>;
}

export function rows({ world, plan }: StageProps): Rows {
  const { rds } = world.services;
  const acknowledged = () => world.orders.orders.filter(({ ok }) => ok).map(({ id }) => id);

  const ordersIn: Rows['ordersIn'] = async (region) => {
    const held = new Set<string>();
    for (const { clusters } of plan.databases) {
      const server = rds.databaseOf(region, clusters[region] ?? '');
      for (const { id } of await server.query<{ id: string }>('select id::text as id from orders')) held.add(id);
    }
    return held;
  };

  return {
    ordersIn,
    acknowledgedBy: (region) =>
      world.orders.orders.filter((order) => order.ok && order.region === region).map(({ id }) => id),
    ordersFailed: () => world.orders.orders.filter(({ ok }) => !ok).length,
    async ordersStop() {
      await world.orders.stop();
      return acknowledged();
    },
    async nothingIsLost(region) {
      const held = await ordersIn(region);
      const sent = new Set(world.orders.orders.map(({ id }) => id));
      return acknowledged().every((id) => held.has(id)) && [...held].every((id) => sent.has(id));
    },
  };
}
