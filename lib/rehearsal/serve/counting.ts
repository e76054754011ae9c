import type { FreePlay } from '../free-play';
import { lostOf } from '../verdict';

/** Reading every order is dear, and nobody reads the figure faster than this. */
const COUNT_EVERY_MILLISECONDS = 2000;

/**
 * Counts orders that were acknowledged and that the writer does not hold, once something was broken. What is not
 * known stays as it was known last.
 */
export function createCounting({ world, plan, stage }: FreePlay): (writer?: string) => Promise<number | undefined> {
  const { pace, rds } = world.services;
  const [{ clusters = {} } = {}] = plan.databases;
  let known: number | undefined;
  let countedAt = Number.NEGATIVE_INFINITY;
  return async (writer = '') => {
    const isDue = stage.faultAt !== undefined && pace.clock.now() - countedAt >= COUNT_EVERY_MILLISECONDS;
    const cluster = clusters[writer];
    if (!isDue || cluster === undefined || !rds.hasServer(writer, cluster)) return known;
    const server = rds.databaseOf(writer, cluster);
    // The dead one may come back with everything: until another one is the writer, nothing is lost for sure.
    if (!server.isRunning()) {
      known = undefined;
      return known;
    }
    countedAt = pace.clock.now();
    const acknowledged = world.orders.orders.filter(({ ok }) => ok).map(({ id }) => id);
    const rows = await server.query<{ id: string }>('select id::text as id from orders').catch(() => undefined);
    if (rows) known = lostOf(acknowledged, new Set(rows.map(({ id }) => id))).length;
    return known;
  };
}
