import type { Settlement } from './settlement';
import type { Place } from './step';

/** What a Region knows by itself about who serves, in a plan that has no writer to ask for. */
export interface Served {
  /** Epoch of this Region's own claim; 0 when it has never claimed. */
  readonly claimed: number;
  /** `undefined` while no TXT record says one. */
  readonly settlement: Settlement | undefined;
}

/** Which Region serves users in a plan without databases: the newest claim that can be known from here. */
export function activeWithoutDatabases(
  { claimed, settlement }: Served,
  { plan, region: here }: Pick<Place, 'plan' | 'region'>,
): { readonly region: string; readonly because: string } {
  const settled = settlement?.epoch ?? 0;
  if (claimed > settled) {
    const because = `the plan names no database, and ${here} claims epoch ${claimed}, above ${settled} of the records`;
    return { region: here, because };
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
