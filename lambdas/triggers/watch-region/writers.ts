import type { Place } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { type Writer, writersOf } from '../../edge/writers';
import type { SeenWriters } from './decide';

/** Where the writers are, asked of RDS in this Region: its answer does not need the Region that may be lost. */
export function writers({ rds }: { rds: Sends }, { plan }: Place) {
  let lastKnown: readonly string[] | undefined;

  function regionOf({ globalCluster, region }: Writer): string {
    if (region && plan.regions.includes(region)) return region;
    throw new Error(`the writer of ${globalCluster} is in ${region ?? 'no Region'}`);
  }

  return {
    async look(): Promise<SeenWriters> {
      try {
        lastKnown = (await writersOf(rds, plan)).map(regionOf);
        return { writers: lastKnown };
      } catch (error) {
        return { writers: lastKnown, silence: String(error) };
      }
    },
  };
}
