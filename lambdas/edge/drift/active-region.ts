import { activeWithoutDatabases } from '../../../lib/domain/active-region';
import type { Seen } from '../../../lib/domain/drift';
import type { Place } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { Sends } from '../clients';
import type { ZoneDns } from '../dns';
import { reading } from '../reading';
import { servedFrom } from '../served';
import { writersOf } from '../writers';

/** Clients of the Region that is asked, whose answer does not need the Region that may be lost. */
export interface ActiveClients {
  readonly rds: Sends;
  readonly dynamo: Sends;
  readonly dns: Pick<ZoneDns, 'texts'>;
}

/** Which Region is active, as far as the Region of `place` knows; none while a move is half done. */
export async function activeRegion(clients: ActiveClients, place: Place): Promise<Seen<string>> {
  const { plan } = place;
  if (plan.databases.length === 0) {
    const served = await reading('dynamodb:GetItem of the claim', servedFrom(clients, place));
    return served.outcome === 'read'
      ? { value: activeWithoutDatabases(served.value, place).region }
      : { unknown: served.because };
  }
  const writers = await reading('rds:DescribeGlobalClusters', writersOf(clients.rds, plan));
  if (writers.outcome !== 'read') return { unknown: writers.because };
  const regions = [...new Set(writers.value.map(({ region }) => region ?? 'no Region'))];
  const [only = '', ...more] = regions;
  if (more.length > 0) return { unknown: `the writers are in ${listed(regions)}` };
  return plan.regions.includes(only) ? { value: only } : { unknown: `the writer is in ${only}` };
}
