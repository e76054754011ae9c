import { listed } from '../../domain/text';
import type { DatabaseFact } from './facts';
import { NONE, type Proposal } from './proposal';
import type { SeenGlobal, SeenMember } from './seen';

export interface DatabasesWanted {
  /** Home first. */
  readonly regions: readonly string[];
  /** Identifiers, or {@link NONE}, as flags say. @default whatever fits */
  readonly wanted?: readonly string[] | undefined;
}

const PATH = 'databases';
const ENGINES = ['aurora-postgresql', 'aurora-mysql'] as const;

/** The global databases that have a member in every Region of the plan. */
export function proposeDatabases(
  globals: readonly SeenGlobal[],
  { regions, wanted }: DatabasesWanted,
): Proposal<readonly DatabaseFact[]> {
  if (wanted?.join() === NONE) return { path: PATH, chosen: [], notes: ['databases: none, as --global-cluster says'] };
  const touching = globals.filter((one) => wanted?.includes(one.identifier) || touches(one, regions));
  const unfit = touching.flatMap((one) => unfitBecause(one, regions) ?? []);
  const fitting = touching.filter((one) => unfitBecause(one, regions) === undefined);
  if (wanted) return proposeWanted(fitting, { wanted, regions, unfit, known: globals });
  if (fitting.length === 1) return chosenFrom(fitting, { regions, unfit });
  if (touching.length === 0) {
    const says = `databases: none: no global database has a member in ${listed(regions)}`;
    return { path: PATH, chosen: [], notes: [says] };
  }
  const names = listed(fitting.map(({ identifier }) => identifier));
  return {
    path: PATH,
    open:
      fitting.length === 0
        ? `${unfit.join('; ')}; mend that, or give --global-cluster ${NONE}`
        : `${fitting.length} global databases fit: ${names}; give --global-cluster with those of this application, ` +
          `a comma between them, or --global-cluster ${NONE}`,
    choices: fitting.map((one) => ({ label: labelOf(one), value: [factOf(one, regions)] })),
    notes: fitting.length === 0 ? [] : unfit,
  };
}

interface Wanted {
  readonly wanted: readonly string[];
  readonly regions: readonly string[];
  readonly unfit: readonly string[];
  readonly known: readonly SeenGlobal[];
}

function proposeWanted(fitting: readonly SeenGlobal[], { wanted, regions, unfit, known }: Wanted) {
  const chosen = fitting.filter(({ identifier }) => wanted.includes(identifier));
  const missing = wanted.filter((name) => !known.some(({ identifier }) => identifier === name));
  const there =
    known.length === 0 ? 'there are none' : `there are ${listed(known.map(({ identifier }) => identifier))}`;
  const unknown = missing.map((name) => `no global database is called ${JSON.stringify(name)}: ${there}`);
  const asked = unfit.filter((because) => wanted.some((name) => because.startsWith(`${name} `)));
  if (unknown.length + asked.length === 0) return chosenFrom(chosen, { regions, unfit: [] });
  return { path: PATH, open: [...unknown, ...asked].join('; '), notes: [] };
}

interface Chosen {
  readonly regions: readonly string[];
  readonly unfit: readonly string[];
}

const chosenFrom = (chosen: readonly SeenGlobal[], { regions, unfit }: Chosen): Proposal<readonly DatabaseFact[]> => ({
  path: PATH,
  chosen: chosen.map((one) => factOf(one, regions)),
  notes: [...chosen.flatMap((one) => notesOn(one, regions)), ...unfit.map((because) => `left out: ${because}`)],
});

const touches = ({ members }: SeenGlobal, regions: readonly string[]): boolean =>
  members.some(({ region }) => regions.includes(region));

const memberIn = ({ members }: SeenGlobal, region: string): SeenMember | undefined =>
  members.find((member) => member.region === region);

/** DocumentDB and Neptune answer the same calls. */
function unfitBecause(one: SeenGlobal, regions: readonly string[]): string | undefined {
  const { identifier, engine } = one;
  if (!ENGINES.some((allowed) => allowed === engine)) {
    return `${identifier} is of engine ${engine}; only ${listed(ENGINES)} are moved`;
  }
  const without = regions.filter((region) => !memberIn(one, region));
  return without.length > 0
    ? `${identifier} has no member cluster in ${listed(without)}; add one there first`
    : undefined;
}

const factOf = (one: SeenGlobal, regions: readonly string[]): DatabaseFact => ({
  globalCluster: one.identifier,
  engine: one.engine as DatabaseFact['engine'],
  clusters: Object.fromEntries(regions.map((region) => [region, memberIn(one, region)?.cluster ?? ''])),
});

const labelOf = ({ identifier, engine, members }: SeenGlobal): string =>
  `${identifier} (${engine}, ${listed(members.map(({ region }) => region))})`;

/** Where it came from, and what of it will matter on the day. */
function notesOn(one: SeenGlobal, regions: readonly string[]): string[] {
  const { identifier, arn, members, storageEncrypted } = one;
  const [home] = regions;
  const writer = members.find(({ isWriter }) => isWriter)?.region;
  const others = members.filter(({ region }) => !regions.includes(region)).map(({ region }) => region);
  return [
    `databases: ${identifier} is from ${arn}`,
    ...(writer === home
      ? []
      : [`${identifier} has its writer ${writer ? `in ${writer}` : 'nowhere'}; home is ${home}`]),
    ...regions.flatMap((region) => instanceNote(one, region)),
    ...(others.length > 0 ? [`${identifier} has members in ${listed(others)} too, outside this plan`] : []),
    ...(storageEncrypted ? [] : [`${identifier} is not encrypted at rest`]),
  ];
}

/** Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-attach.console.headless.html */
function instanceNote(one: SeenGlobal, region: string): string[] {
  const { cluster = '', instances } = memberIn(one, region) ?? {};
  if (instances === undefined) return [`how many instances ${cluster} in ${region} has could not be read`];
  return instances > 0 ? [] : [`${cluster} in ${region} is headless; it cannot be promoted until it has an instance`];
}
