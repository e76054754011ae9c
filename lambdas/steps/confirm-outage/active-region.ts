import { activeWithoutDatabases, type Served, writerPlaces, writersSentence } from '../../../lib/domain/active-region';
import type { InputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { Writer } from '../../edge/writers';
import type { confirmOutage } from './step';

type Input = InputOf<typeof confirmOutage>;

/** What the writers say about which Region is active. */
export type Active =
  /** This other Region: it may be the lost one. */
  | { readonly region: string; readonly because: string }
  /** This Region is active already, as the sentence says: where users are decides. */
  | { readonly promoted: string }
  | { readonly waiting: string }
  | { readonly refusal: string };

/**
 * The one other Region that holds writers; those that are here already need no move. In a plan without databases
 * claims and records say which Region serves.
 */
export function activeRegion(writers: readonly Writer[], input: Input, served?: Served): Active {
  const { plan, region: here } = input;
  const { homeless, here: arrived, elsewhere } = writerPlaces(writers, here);
  if (homeless.length > 0) return { waiting: `no member of ${listed(homeless)} is the writer now` };
  if (plan.databases.length === 0) {
    const { region, because } = activeWithoutDatabases(served ?? { claimed: 0, settlement: undefined }, input);
    return region === here ? { promoted: because } : { region, because };
  }
  const [region, another] = elsewhere;
  if (region === undefined) return { promoted: `the writer is already in ${here}` };
  if (another !== undefined) {
    return {
      refusal:
        `the writers are in more than one Region besides ${here}: ${writersSentence(writers)}; ` +
        'bring them into one Region before a failover',
    };
  }
  const but = arrived.length > 0 ? `, but that of ${listed(arrived)} is in ${here} already` : '';
  return { region, because: `the writers are in ${region}${but}` };
}
