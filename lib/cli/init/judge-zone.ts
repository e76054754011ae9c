import { listed } from '../../domain/text';
import type { Proposal } from './proposal';
import type { SeenZone } from './seen';

export interface ZoneWanted {
  /** Id of the zone, as a flag says. @default whatever fits */
  readonly wanted?: string | undefined;
  /** Public names, as flags say. @default unknown */
  readonly names?: readonly string[] | undefined;
}

const PATH = 'traffic.hostedZoneId';

/** The public hosted zone that holds the records that users follow. */
export function proposeZone(zones: readonly SeenZone[], { wanted, names = [] }: ZoneWanted): Proposal<SeenZone> {
  const open = zones.filter(({ isPrivate }) => !isPrivate);
  if (wanted !== undefined) return proposeWanted(zones, wanted);
  const fitting = names.length === 0 ? open : nearestTo(open, names);
  const hidden = zones.filter(({ isPrivate }) => isPrivate).map(labelOf);
  const notes = hidden.length > 0 ? [`left out: private hosted zones, which users cannot ask: ${listed(hidden)}`] : [];
  const [only, ...more] = fitting;
  if (only === undefined) {
    const what =
      names.length === 0 ? 'no public hosted zone was found' : `no public hosted zone holds ${listed(names)}`;
    return { path: PATH, open: `${what}; create one for the name that users call, or give --zone`, notes };
  }
  if (more.length === 0) return { path: PATH, chosen: only, notes: [from(only), ...notes] };
  return {
    path: PATH,
    open: `${fitting.length} public hosted zones fit: ${listed(fitting.map(labelOf))}; give --zone with the id of one`,
    choices: fitting.map((zone) => ({ label: labelOf(zone), value: zone })),
    notes,
  };
}

function proposeWanted(zones: readonly SeenZone[], wanted: string): Proposal<SeenZone> {
  const found = zones.find(({ id }) => id === wanted);
  if (found && !found.isPrivate) return { path: PATH, chosen: found, notes: [from(found)] };
  const what = found
    ? `zone ${labelOf(found)} is private, and users cannot ask it`
    : `there is no hosted zone ${wanted}`;
  const there = zones.filter(({ isPrivate }) => !isPrivate).map(labelOf);
  const has = there.length > 0 ? `public ones are ${listed(there)}` : 'there is no public one';
  return { path: PATH, open: `${what}; ${has}`, notes: [] };
}

/** A name is in the zone with the longest name that it ends in. */
function nearestTo(zones: readonly SeenZone[], names: readonly string[]): SeenZone[] {
  const holding = zones.filter((zone) => names.every((name) => name === zone.name || name.endsWith(`.${zone.name}`)));
  const longest = Math.max(...holding.map(({ name }) => name.length));
  return holding.filter(({ name }) => name.length === longest);
}

const from = (zone: SeenZone): string => `traffic.hostedZoneId: the public hosted zone ${labelOf(zone)}`;

const labelOf = ({ id, name }: SeenZone): string => `${id} (${name})`;
