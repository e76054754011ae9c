import type { Served } from '../../../lib/domain/active-region';
import type { Place } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { type ServedClients, servedFrom } from '../../edge/served';
import { type Writer, writersOf } from '../../edge/writers';
import type { SeenWriters } from './decide';

/**
 * Where the writers are, asked of RDS in this Region: its answer does not need the Region that may be lost. In a plan
 * without databases, who serves.
 */
export function writers({ rds, ...clients }: { rds: Sends } & ServedClients, place: Place) {
  const { plan } = place;
  let lastServed: Served | undefined;
  let lastKnown: readonly string[] | undefined;

  function regionOf({ globalCluster, region }: Writer): string {
    if (region && plan.regions.includes(region)) return region;
    throw new Error(`the writer of ${globalCluster} is in ${region ?? 'no Region'}`);
  }

  return {
    async look(): Promise<SeenWriters> {
      try {
        if (plan.databases.length === 0) {
          lastServed = await servedFrom(clients, place);
          return { writers: [], served: lastServed };
        }
        lastKnown = (await writersOf(rds, plan)).map(regionOf);
        return { writers: lastKnown };
      } catch (error) {
        return { writers: lastKnown, served: lastServed, silence: String(error) };
      }
    },
  };
}
