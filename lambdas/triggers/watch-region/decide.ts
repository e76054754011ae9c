import { activeWithoutDatabases, type Served } from '../../../lib/domain/active-region';
import { inRegion } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import type { Place } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';

export interface SeenWriters {
  /** Region of each database's writer; `undefined` when this environment has never learned them. */
  readonly writers: readonly string[] | undefined;
  /** Why `writers` is not of this minute. Absent when it is. */
  readonly silence?: string;
  /** Who serves, in a plan without databases; `undefined` when this environment has never learned it. */
  readonly served?: Served | undefined;
}

/** What to do in this minute. */
export type Watching = {
  readonly because: string;
  /** It goes by what was last known, or is assumed. @default it was seen in this minute */
  readonly isOld?: true;
} /** The active Region is here: whoever could notice its loss is lost with it. */ & (
  | { readonly kind: 'rest' }
  | { readonly kind: 'probe'; readonly region: string; readonly url: string }
);

export function decide(seen: SeenWriters, place: Place): Watching {
  const { plan, region: here } = place;
  const { region, because } = activeRegion(seen, place);
  const age = seen.silence === undefined ? {} : ({ isOld: true } as const);
  return region === here
    ? { kind: 'rest', because: `${because}; nothing to watch`, ...age }
    : { kind: 'probe', region, url: probeUrl(plan, region), because, ...age };
}

/** Where a Region is probed: the plan's `watch.probe`, on the Region's own name. */
export function probeUrl({ canaries, watch }: Plan, region: string): string {
  const canary = canaries.find(({ name }) => name === watch.probe);
  if (!canary) throw new Error(`the plan has no canary ${watch.probe} to probe with`);
  return inRegion(canary.url, region);
}

/** The active Region is where the writers are, here or elsewhere; where nobody knows, it is assumed to be elsewhere. */
function activeRegion({ writers, silence, served }: SeenWriters, place: Place) {
  const { plan, region: here } = place;
  if (plan.databases.length === 0) {
    return activeWithoutDatabases(served ?? { claimed: 0, settlement: undefined }, place);
  }
  if (writers) {
    // While a move is half done some writers are here already; what is still elsewhere is what must be watched.
    const elsewhere = plan.regions.find((region) => region !== here && writers.includes(region));
    const age = silence ? `, as last known: ${silence}` : '';
    const because = `the writers are in ${listed([...new Set(writers)])}${age}`;
    return { region: elsewhere ?? here, because };
  }
  const other = plan.regions.find((region) => region !== here) ?? here;
  return { region: other, because: `${other} is the first other Region, and nothing better is known: ${silence}` };
}
