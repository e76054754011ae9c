import { inRegion } from '../../domain/names';
import type { RecordFact } from './facts';
import type { SeenRecord } from './seen';

/** All records of one name and type. */
export interface Group {
  readonly name: string;
  readonly type: string;
  readonly records: readonly SeenRecord[];
}

/** A public name with the names of each Region's own behind it. */
export interface RecordCandidate extends RecordFact {
  /** What makes them belong together. */
  readonly because: string;
}

export interface Candidates {
  readonly fitting: readonly RecordCandidate[];
  /** Public names that belong to such names, and cannot be moved as they are. */
  readonly refused: readonly { readonly name: string; readonly because: string }[];
}

export interface Sought {
  readonly regions: readonly string[];
  /** @default every pattern that the zone holds */
  readonly perRegion?: string | undefined;
}

const MOVED_TYPES = ['A', 'AAAA'] as const;

export function groupsOf(records: readonly SeenRecord[]): Group[] {
  const groups = new Map<string, SeenRecord[]>();
  for (const record of records) {
    const key = `${record.name} ${record.type}`;
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].map((same) => ({ name: same[0]?.name ?? '', type: same[0]?.type ?? '', records: same }));
}

export const typesAt = (groups: readonly Group[], name: string): string[] =>
  groups.filter((group) => group.name === name).map(({ type }) => type);

/** Public names of which it can be said what stands behind them in each Region. */
export function candidatesIn(groups: readonly Group[], sought: Sought): Candidates {
  const patterns = MOVED_TYPES.flatMap((type) => patternsOf(groups, type, sought));
  const ownNames = new Set(
    patterns.flatMap(({ pattern }) => sought.regions.map((region) => inRegion(pattern, region))),
  );
  const found = patterns.flatMap((pattern) =>
    groups
      .filter(({ name, type }) => type === pattern.type && !ownNames.has(name) && !name.startsWith('_'))
      .flatMap((group) => judged(group, pattern)),
  );
  return {
    fitting: found.flatMap((one) => ('perRegion' in one ? [one] : [])),
    refused: found.flatMap((one) => ('perRegion' in one ? [] : [one])),
  };
}

/** A name that stands in the zone once for each Region, and where these names lead. */
interface Pattern {
  readonly type: RecordFact['type'];
  readonly pattern: string;
  /** The names themselves. */
  readonly names: readonly string[];
  /** Where the aliases of these names lead. */
  readonly targets: readonly string[];
}

/** Only simple records: what Route 53 would choose between is no one Region's. */
function patternsOf(groups: readonly Group[], type: RecordFact['type'], { regions, perRegion }: Sought): Pattern[] {
  const [home = ''] = regions;
  const simple = groups.filter(
    (group) => group.type === type && group.records.every(({ routing }) => routing === 'simple'),
  );
  const patterns = perRegion === undefined ? simple.map(({ name }) => name.replaceAll(home, '{region}')) : [perRegion];
  return [...new Set(patterns)].flatMap((pattern) => {
    if (!pattern.includes('{region}')) return [];
    const names = regions.map((region) => inRegion(pattern, region));
    const own = names.flatMap((name) => simple.find((group) => group.name === name) ?? []);
    const targets = own.flatMap(({ records }) => records.flatMap(({ aliasTo }) => aliasTo ?? []));
    return own.length === regions.length ? [{ type, pattern, names, targets }] : [];
  });
}

/** What a public name is to the names of a pattern; nothing when they have nothing to do with each other. */
function judged(
  { name, type, records }: Group,
  pattern: Pattern,
): (RecordCandidate | { name: string; because: string })[] {
  const because = relation({ name, records }, pattern);
  if (because === undefined) return [];
  const routing = records.find((record) => !['simple', 'failover'].includes(record.routing))?.routing;
  if (routing !== undefined) {
    const says =
      `${name} ${type} has ${routing} routing, beside which no failover pair can stand; ` +
      'make it a simple record or a failover pair first';
    return [{ name, because: says }];
  }
  return [{ name, type: pattern.type, perRegion: pattern.pattern, because }];
}

function relation({ name, records }: Pick<Group, 'name' | 'records'>, pattern: Pattern): string | undefined {
  const aliases = records.flatMap(({ aliasTo }) => aliasTo ?? []);
  const kind = records.some(({ routing }) => routing === 'failover') ? 'its failover pair leads' : 'it leads';
  if (aliases.some((target) => pattern.names.includes(target))) return `${kind} to ${pattern.pattern}`;
  if (aliases.some((target) => pattern.targets.includes(target))) return `${kind} where ${pattern.pattern} does`;
  return namesWithout(pattern.pattern).includes(name) ? `it is ${pattern.pattern} without its Region` : undefined;
}

/** `{region}.orders.example.com` and `orders-{region}.example.com` without their Region are `orders.example.com`. */
const namesWithout = (pattern: string): string[] =>
  ['{region}.', '-{region}', '{region}-']
    .map((part) => pattern.replace(part, ''))
    .filter((name) => !name.includes('{region}'));
