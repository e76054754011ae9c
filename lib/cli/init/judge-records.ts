import { inRegion } from '../../domain/names';
import { listed } from '../../domain/text';
import type { RecordFact } from './facts';
import type { Proposal } from './proposal';
import { candidatesIn, type Group, groupsOf, type RecordCandidate, typesAt } from './record-groups';
import type { SeenRecord, SeenZone } from './seen';

export interface RecordsWanted {
  readonly zone: SeenZone;
  /** Home first. */
  readonly regions: readonly string[];
  /** Public names, as flags say. @default whatever fits */
  readonly wanted?: readonly string[] | undefined;
  /** A Region's own name, which holds {region}. @default whatever fits */
  readonly perRegion?: string | undefined;
}

const PATH = 'traffic.records';

/** The public names that lead, or can be made to lead, to a name of each Region's own. */
export function proposeRecords(records: readonly SeenRecord[], asked: RecordsWanted): Proposal<readonly RecordFact[]> {
  const groups = groupsOf(records);
  const { fitting, refused } = candidatesIn(groups, asked);
  const names = [...new Set(fitting.map(({ name }) => name))];
  if (asked.wanted) return proposeWanted(groups, { ...asked, wanted: asked.wanted, fitting, refused });
  if (names.length === 1) {
    const chosen = chosenOf(groups, fitting, asked);
    return { ...chosen, notes: [...chosen.notes, ...refused.map(({ because }) => `left out: ${because}`)] };
  }
  return {
    path: PATH,
    open: names.length === 0 ? noneFits(asked, refused) : severalFit(names),
    choices: names.map((name) => ({ label: name, value: recordsOf(fitting.filter((one) => one.name === name)) })),
    notes: names.length === 0 ? [] : refused.map(({ because }) => `left out: ${because}`),
  };
}

type Refused = { readonly name: string; readonly because: string };

interface WantedRecords extends RecordsWanted {
  readonly wanted: readonly string[];
  readonly fitting: readonly RecordCandidate[];
  readonly refused: readonly Refused[];
}

/** With both names given, a record that is not there yet is taken as it was given. */
function proposeWanted(groups: readonly Group[], asked: WantedRecords): Proposal<readonly RecordFact[]> {
  const { wanted, fitting, refused, perRegion } = asked;
  const chosen = fitting.filter(({ name }) => wanted.includes(name));
  const missing = wanted.filter((name) => !chosen.some((one) => one.name === name));
  const reasons = refused.filter(({ name }) => missing.includes(name)).map(({ because }) => because);
  if (missing.length === 0) return chosenOf(groups, chosen, asked);
  if (reasons.length > 0 || perRegion === undefined) {
    const unknown = missing
      .filter((name) => !refused.some((one) => one.name === name))
      .map(
        (name) => `${name} leads to no name of each Region's own; give --per-region with such names, {region} in it`,
      );
    return { path: PATH, open: [...reasons, ...unknown].join('; '), notes: [] };
  }
  const given = missing.map((name): RecordFact => ({ name, type: 'A', perRegion }));
  const found = chosenOf(groups, chosen, asked);
  return {
    path: PATH,
    chosen: [...recordsOf(chosen), ...given],
    notes: [
      ...found.notes,
      ...missing.map((name) => `traffic.records: ${name} is taken as it was given; ${listed(unmade(groups, asked))}`),
    ],
  };
}

/** What of the names behind a public name is not there yet. */
function unmade(groups: readonly Group[], { regions, perRegion = '' }: RecordsWanted): string[] {
  const missing = regions
    .map((region) => inRegion(perRegion, region))
    .filter((name) => typesAt(groups, name).length === 0);
  return missing.length > 0 ? missing.map((name) => `${name} is not in the zone yet`) : ['attach makes its records'];
}

function chosenOf(
  groups: readonly Group[],
  chosen: readonly RecordCandidate[],
  { zone }: RecordsWanted,
): Proposal<readonly RecordFact[]> & { readonly chosen: readonly RecordFact[] } {
  const names = [...new Set(chosen.map(({ name }) => name))];
  const halves = names.filter(
    (name) => typesAt(groups, name).includes('AAAA') && !chosen.some((one) => one.name === name && one.type === 'AAAA'),
  );
  return {
    path: PATH,
    chosen: recordsOf(chosen),
    notes: [
      ...chosen.map((one) => `traffic.records: ${one.name} ${one.type} is from zone ${zone.id}: ${one.because}`),
      ...halves.map(
        (name) =>
          `${name} has AAAA records too, and no Region has one of its own: users over IPv6 would stay behind; ` +
          'make those, and add the name with type AAAA',
      ),
    ],
  };
}

const recordsOf = (chosen: readonly RecordCandidate[]): RecordFact[] =>
  chosen.map(({ name, type, perRegion }) => ({ name, type, perRegion }));

const severalFit = (names: readonly string[]): string =>
  `${names.length} public names fit: ${listed(names)}; give --record with those of this application, ` +
  'a comma between them';

function noneFits({ zone, regions }: RecordsWanted, refused: readonly Refused[]): string {
  const reasons = refused.map(({ because }) => `${because}; `).join('');
  return (
    `${reasons}no record of ${zone.name} leads to a name of each Region's own, such as ${regions[0]}.${zone.name}: ` +
    'make an alias to its load balancer in each Region, or give --record and --per-region'
  );
}
