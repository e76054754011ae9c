import { homeOf, judgeOthers, judgeOwnItem, type OwnItem, type RegionSeen } from '../../lib/domain/admission';
import { judgePlanned } from '../../lib/domain/admission-planned';
import {
  acquire,
  type Claimant,
  close,
  confirm,
  endOfRun,
  guard,
  intend,
  isQuiet,
  type LastRun,
  type Lock,
  release,
  seize,
} from '../../lib/domain/lock';
import { standingOfVerb, type Verb } from '../../lib/domain/verbs';

/** Every judgement and transition that a run makes, so that a test can put a weaker one in its place. */
export const product = {
  acquire,
  intend,
  seize,
  confirm,
  guard,
  release,
  close,
  isQuiet,
  judgeOwnItem,
  judgeOthers,
  judgePlanned,
  /** Writes are conditional on the version that was observed. */
  comparesVersion: true,
  /** A read may answer with what stood there before the last write. */
  readsStale: false,
  /** The other Regions are read before the intent is written. */
  asksBeforeIntent: false,
  /** The promotion is refused once the writer is not where it was lost. */
  checksWriter: true,
  /** A settle's change fails once anything changed since it was looked at. */
  settleCompares: true,
  /** The watch of a Region frees what a planned run of another Region left there. */
  freesForeign: true,
};
export type Protocol = typeof product;

export type Kind = 'failover' | 'settle' | 'planned' | 'drill';
const VERB_OF: Readonly<Record<Kind, Verb>> = {
  failover: 'failover',
  settle: 'settle',
  planned: 'switchover',
  drill: 'drill',
};
export const standingOf = ({ kind }: { readonly kind: Kind }) => standingOfVerb(VERB_OF[kind]);

/**
 * - `idle`: about to look at its own Region's item
 * - `taking`, `confirming`, `planning`: about to write what it made of a look
 * - `asking`: reading the other Regions, one after the other
 * - `working`, `calling`: admitted, and with a call that passed its guard and had no effect yet
 * - `leaving`: giving back what it holds
 * - `stopped`: over
 */
type Stage = 'idle' | 'taking' | 'asking' | 'confirming' | 'planning' | 'working' | 'calling' | 'leaving' | 'stopped';

export interface Run {
  readonly kind: Kind;
  /** Index of its Region, which is its rank. */
  readonly region: number;
  readonly stage: Stage;
  /** Whether its execution has ended. Its Lambda may go on all the same: a dead run still makes every move. */
  readonly dead: boolean;
  /** Whether it was closed in its place. */
  readonly closed: boolean;
  /** Of its first look, in ticks; 0 before it. */
  readonly started: number;
  /** 0 until admitted. */
  readonly epoch: number;
  /** Where the writer was when it was admitted. */
  readonly lost: number;
  readonly changes: number;
  readonly redrives: number;
  /** The item as it was read, between reading and writing. */
  readonly observed: Lock | 'none' | undefined;
  /** Whether it takes the item from a run whose Region it does not hear. */
  readonly seizes: boolean;
  /** What the other Regions said, between reading and writing. */
  readonly heard: readonly RegionSeen[];
  /** Regions that had answered when it was admitted. */
  readonly hears: readonly number[];
  /** The Region whose item is written next, and the highest epoch seen. */
  readonly target: number;
  readonly highestSeen: number;
  /** Epoch of the world that a settle looked at before its call. */
  readonly saw: number;
}

export interface World {
  /** The lock item of each Region. */
  readonly items: readonly (Lock | undefined)[];
  /** Each item before its last write; kept for stale reads only. */
  readonly earlier: readonly (Lock | undefined)[];
  /** Pairs of Regions that cannot hear each other, as `01`. */
  readonly cuts: readonly string[];
  /** The Region of the writer. */
  readonly writer: number;
  /** Highest epoch whose change has taken effect. */
  readonly changedBy: number;
  /** How often any item was taken: the time of this world. */
  readonly takes: number;
  readonly runs: readonly Run[];
  /** What the watch of a Region has seen of a dead run, before it closes it. */
  readonly closing: { readonly region: number; readonly observed: Lock } | undefined;
  readonly aborts: number;
  readonly flips: number;
  readonly violation: string;
}

/** What is explored: who runs where, and how much may go wrong. */
export interface Setting {
  readonly regions: number;
  readonly runs: readonly { readonly kind: Kind; readonly region: number }[];
  /** Changes of the world that each run makes. */
  readonly changes: number;
  readonly abortsMax: number;
  readonly redrivesMax: number;
  /** How often a link between two Regions may break or heal. @default 0 */
  readonly flipsMax?: number;
  /** Whether all links are sure to heal in time. @default false */
  readonly heals?: true;
  /** Pairs that cannot hear each other from the beginning, each alternative a world of its own. @default [[]] */
  readonly cuts?: readonly (readonly string[])[];
  /** The first change of a failover is a promotion, which moves the writer. @default false */
  readonly promotes?: boolean;
  /** What the TXT record says. @default 0 */
  readonly settledEpoch?: number;
  /** Two runs may be admitted when one of them could not hear the other. @default false */
  readonly mayBeDeaf?: boolean;
}

const NOBODY: Omit<Run, 'kind' | 'region'> = {
  stage: 'idle',
  dead: false,
  closed: false,
  started: 0,
  epoch: 0,
  lost: 0,
  changes: 0,
  redrives: 0,
  observed: undefined,
  seizes: false,
  heard: [],
  hears: [],
  target: 0,
  highestSeen: 0,
  saw: 0,
};

export const startsOf = ({ regions, runs, cuts = [[]] }: Setting): World[] =>
  cuts.map((cut) => ({
    items: Array.from({ length: regions }, () => undefined),
    earlier: [],
    cuts: cut,
    writer: 0,
    changedBy: 0,
    takes: 0,
    runs: runs.map((run) => ({ ...NOBODY, ...run })),
    closing: undefined,
    aborts: 0,
    flips: 0,
    violation: '',
  }));

/** A run that is over; all that is remembered of it is its epoch, so that worlds that differ in the past are one. */
export const stopped = ({ epoch }: Run): Omit<Run, 'kind' | 'region'> => ({
  ...NOBODY,
  stage: 'stopped',
  dead: true,
  started: 1,
  epoch,
});

/** One protocol in one setting, and one run of a world in it: what every move is told. */
export interface Move {
  readonly protocol: Protocol;
  readonly setting: Setting;
  readonly world: World;
  readonly index: number;
  readonly run: Run;
}

/** A run is called so that its Region can be told from its name, as from an ARN. */
export const nameOf = ({ runs }: Pick<World, 'runs'>, index: number): string =>
  `:::${regionName(runs[index]?.region ?? 0)}:run-${index}`;
export const regionName = (rank: number): string => `region-${rank}`;
const TICKS = Array.from({ length: 60 }, (_, tick) => new Date(tick * 1000).toISOString());
/** The rank of a Region by its name. */
export const ranked = (region: string): number => Number(region.split('-')[1]);
/** A moment as the protocol takes it. */
export const at = (tick: number): string => TICKS[tick] ?? '';
/** When a call that was guarded can no longer be under way. */
export const QUIET = 59;

export const claimantOf = ({ world, index, run }: Move): Claimant => ({
  owner: nameOf(world, index),
  verb: VERB_OF[run.kind],
  rank: run.region,
  startedAt: at(run.started),
  now: at(2 * (world.takes + 1)),
});

/** The world after a run changed, and whatever `rest` says of the others. */
export function becomes({ world, index }: Move, change: Partial<Run>, rest: Partial<World> = {}): World {
  const runs = (rest.runs ?? world.runs).map((one, position) => (position === index ? { ...one, ...change } : one));
  return { ...world, ...rest, runs };
}

/** What a write of one Region's item makes of the world. */
export function written(
  { world, protocol }: Pick<Move, 'world' | 'protocol'>,
  region: number,
  next: Lock,
): Partial<World> {
  const before = world.items[region];
  const items = world.items.map((item, position) => (position === region ? next : item));
  const taken = next.since !== before?.since || next.owner !== before?.owner;
  return {
    items,
    takes: world.takes + (taken ? 1 : 0),
    ...(protocol.readsStale && {
      earlier: items.map((_, position) => (position === region ? before : world.earlier[position])),
    }),
  };
}

/** Everything that a read of one Region's item may answer. */
export const readsOf = ({ world, protocol }: Pick<Move, 'world' | 'protocol'>, region: number): (Lock | undefined)[] =>
  protocol.readsStale ? [world.items[region], world.earlier[region]] : [world.items[region]];

export const hears = ({ cuts }: World, one: number, other: number): boolean =>
  one === other || !cuts.includes(`${Math.min(one, other)}${Math.max(one, other)}`);

/** How a run ends in the lock; one that moves no users leaves what was there. */
export const endOf = (lock: Lock, { takes }: World): LastRun | undefined =>
  endOfRun(lock, { id: lock.owner, endedAt: at(2 * takes + 1), changed: true });

/** An item as the run of a Region finds it: with what the Region of its owner says, where that is another one. */
export function ownItem(world: World, region: number, lock: Lock | undefined): OwnItem {
  const home = homeOf({ region: regionName(region), lock });
  if (home === undefined) return { lock };
  return hears(world, region, ranked(home))
    ? { lock, home: { region: home, outcome: 'read', lock: world.items[ranked(home)] } }
    : { lock, home: { region: home, outcome: 'unreachable', because: 'no answer' } };
}
