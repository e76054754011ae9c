import { writerPlaces, writersSentence } from '../../../lib/domain/active-region';
import { stands } from '../../../lib/domain/fence';
import type { Place } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { fenceTable } from '../../edge/fence-table';
import { claimsOf, type Serving, servingByClaims } from '../../edge/fencing/claims';
import { reading } from '../../edge/reading';
import { type Writer, writersOf } from '../../edge/writers';
import type { SeenFence } from './judge-fence';

export interface FenceClients {
  /** DynamoDB of a Region. */
  readonly dynamoIn: (region: string) => Sends;
  /** RDS of this Region. */
  readonly rds: Sends;
}

/** The fence of this Region; who serves is asked only where one stands. */
export async function seenFence(clients: FenceClients, place: Place): Promise<SeenFence> {
  const { plan, region, names } = place;
  const item = fenceTable(clients.dynamoIn(region), { plan: plan.name, names });
  const fence = await reading('dynamodb:GetItem of the fence', item.read());
  if (fence.outcome !== 'read' || !stands(fence.value)) return { fence };
  return { fence, serving: await reading('asking who serves', serving(clients, place)) };
}

async function serving({ dynamoIn, rds }: FenceClients, place: Place): Promise<Serving> {
  return place.plan.databases.length > 0
    ? servingByWriters(await writersOf(rds, place.plan), place.region)
    : servingByClaims(await claimsOf(dynamoIn, place), place);
}

function servingByWriters(writers: readonly Writer[], region: string): Serving {
  const because = `the writers are: ${writersSentence(writers)}`;
  const { homeless, here } = writerPlaces(writers, region);
  if (here.length === writers.length) return { at: 'here', because };
  return { at: homeless.length + here.length > 0 ? 'open' : 'there', because };
}
