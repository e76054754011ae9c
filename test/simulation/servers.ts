import type { Simulation } from './stage';
import type { MemoryPostgres } from './world/memory-postgres';

/** The servers of a Region's databases, those that are being rebuilt left out. */
export function serversOf({ plan, world }: Pick<Simulation, 'plan' | 'world'>, region: string): MemoryPostgres[] {
  const { rds } = world.services;
  return plan.databases
    .map(({ clusters }) => clusters[region] ?? '')
    .filter((cluster) => rds.hasServer(region, cluster))
    .map((cluster) => rds.databaseOf(region, cluster) as MemoryPostgres);
}
