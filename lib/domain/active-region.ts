import type { KnownClaim, Settlement } from './settlement';
import type { Place } from './step';
import { listed } from './text';

/** Where the writer of a global database is; in no Region while none of its members is the writer. */
export interface Writer {
  readonly globalCluster: string;
  readonly region: string | undefined;
}

/** The writers of a plan, as one Region sees them. */
export interface WriterPlaces {
  /** Global clusters of which no member is the writer now. */
  readonly homeless: readonly string[];
  /** Global clusters whose writer is in the Region that asks. */
  readonly here: readonly string[];
  /** The other Regions that hold a writer, each once. */
  readonly elsewhere: readonly string[];
}

export function writerPlaces(writers: readonly Writer[], here: string): WriterPlaces {
  const namesIn = (wanted: string | undefined) =>
    writers.filter(({ region }) => region === wanted).map(({ globalCluster }) => globalCluster);
  const elsewhere = writers.flatMap(({ region }) => (region === undefined || region === here ? [] : [region]));
  return { homeless: namesIn(undefined), here: namesIn(here), elsewhere: [...new Set(elsewhere)] };
}

/** `orders in us-east-1 and stock in eu-west-1`. */
export const writersSentence = (writers: readonly Writer[]): string =>
  listed(writers.map(({ globalCluster, region }) => `${globalCluster} in ${region ?? 'no Region'}`));

/** What a Region knows by itself about who serves, in a plan that has no writer to ask for. */
export interface Served {
  /** Epoch of this Region's own claim; 0 when it has never claimed. */
  readonly claimed: number;
  /** `undefined` while no TXT record says one. */
  readonly settlement: Settlement | undefined;
  /** Claims of the other Regions, as far as they can be read. @default nobody asked them */
  readonly others?: readonly KnownClaim[];
}

/** Which Region serves users in a plan without databases: the newest claim that can be known from here. */
export function activeWithoutDatabases(
  { claimed, settlement, others = [] }: Served,
  { plan, region: here }: Pick<Place, 'plan' | 'region'>,
): { readonly region: string; readonly because: string } {
  const settled = settlement?.epoch ?? 0;
  const newest = others.reduce<{ region: string; epoch: number }>(
    (best, { region, epoch = 0 }) => (epoch > best.epoch ? { region, epoch } : best),
    { region: here, epoch: claimed },
  );
  if (newest.epoch > settled) {
    const { region, epoch } = newest;
    const because = `the plan names no database, and ${region} claims epoch ${epoch}, above ${settled} of the records`;
    return { region, because };
  }
  if (settlement) {
    const { active, epoch } = settlement;
    return {
      region: active,
      because: `the plan names no database, and the records are settled for ${active} (${epoch})`,
    };
  }
  const [home = here] = plan.regions;
  return { region: home, because: `the plan names no database, and nobody has claimed the traffic of ${home}` };
}
