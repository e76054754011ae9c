import type { Acknowledged } from './customers';
import { serversOf } from './servers';
import type { Move, Simulation } from './stage';

/** As many are named. */
const SHOWN_MAX = 3;

/**
 * What a customer was told is stored is in the database that is the writer in the end. Only a failover loses anything:
 * what the old writer took after the last that reached the others, or while it went on alone.
 */
export function orderViolations(simulation: Simulation): readonly string[] {
  const { customers, moves } = simulation;
  const held = new Set(
    serversOf(simulation, simulation.writer() ?? '').flatMap(({ rows }) =>
      rows.filter(({ table }) => table === 'orders').map(({ key }) => key),
    ),
  );
  const lost = customers.acknowledged.filter((order) => !held.has(order.id) && !moves.some(mayLose(order)));
  if (lost.length === 0) return [];
  const named = lost
    .slice(0, SHOWN_MAX)
    .map(({ id, at, region }) => `${id} of ${region} at ${new Date(at).toISOString()}`);
  return [`I-09: ${lost.length} acknowledged orders are lost that no failover may lose: ${named.join(', ')}`];
}

const mayLose =
  ({ region, at }: Acknowledged) =>
  ({ from, lostSince }: Move): boolean =>
    region === from && at >= lostSince;
