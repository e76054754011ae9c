import type { Automation } from './automation';
import { startAloneCommand } from './commands';
import { type Claimant, givesWay, intend, isOver, isOverAgain, type LastRun, type Lock, regionOfRun } from './lock';
import { listed } from './text';
import { standingOfVerb } from './verbs';

/**
 * Who is admitted, pure: what a run makes of its own Region's item, and then of the other Regions'. A run reads the
 * others only after its intent is written here, so of two runs that hear each other at least one sees the other.
 *
 * An item that names a planned run of another Region is judged by that Region's own item, read after it: a planned run
 * takes that one first and gives it back last.
 */

/** How the execution that an item names ended, in Step Functions' words; `forgotten` when it knows it no longer. */
export interface OwnerEnded {
  readonly status: string;
}

/** A Region's item, as it was read. */
export interface RegionItem {
  readonly region: string;
  readonly lock: Lock | undefined;
}

/** What the own Region of a run says that holds an item elsewhere. */
export type HomeSeen =
  | (RegionItem & { readonly outcome: 'read' })
  | { readonly region: string; readonly outcome: 'unreachable'; readonly because: string };

export interface OwnItem {
  /** `undefined` before the first run. */
  readonly lock: Lock | undefined;
  /** Set when the run that the item names is over. @default it runs, or nobody can tell */
  readonly ownerEnded?: OwnerEnded | undefined;
  /** Why nobody can tell whether its execution has ended. @default Step Functions could say */
  readonly unread?: string;
  /** Read after the item, where that names a run of another Region. @default it names a run of this one */
  readonly home?: HomeSeen | undefined;
}

export type OwnVerdict =
  /** The item may be taken; `unheard` from a run of a Region that cannot be heard, and why it cannot. */
  | { readonly kind: 'take'; readonly unheard?: string }
  /** This run's intent stands; the other Regions decide. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'admitted'; readonly lock: Lock }
  /** This run gave the lock back, or others had it since: it never takes it again. */
  | { readonly kind: 'over'; readonly lock: Lock }
  /** A planned run of another Region has ended and left this item behind. */
  | { readonly kind: 'left'; readonly lock: Lock; readonly home: RegionItem }
  /** Another run holds the item; `ended` once its execution is over. */
  | { readonly kind: 'taken'; readonly lock: Lock; readonly ended: OwnerEnded | undefined };

/** What the item of this Region means for a run that wants it. */
export function judgeOwnItem({ lock, ownerEnded, home }: OwnItem, claimant: Claimant): OwnVerdict {
  if (!lock) return { kind: 'take' };
  if (isOver(lock, claimant)) return { kind: 'over', lock };
  if (lock.state === 'free') return { kind: 'take' };
  if (lock.owner === claimant.owner) return lock.state === 'held' ? { kind: 'admitted', lock } : { kind: 'ask' };
  if (home) return judgeHome(lock, home, claimant);
  const { takes } = standingOfVerb(claimant.verb);
  const isTaken = takes === 'own' || intend(lock, claimant) === undefined;
  return isTaken ? { kind: 'taken', lock, ended: ownerEnded } : { kind: 'take' };
}

/** A failover may find Regions unreachable, and goes on without them; nobody else does. */
function judgeHome(lock: Lock, home: HomeSeen, claimant: Claimant): OwnVerdict {
  if (home.outcome === 'read') {
    return isOwnedBy(home.lock, lock.owner)
      ? { kind: 'taken', lock, ended: undefined }
      : { kind: 'left', lock, home: { region: home.region, lock: home.lock } };
  }
  if (standingOfVerb(claimant.verb).takes !== 'asks') return { kind: 'taken', lock, ended: undefined };
  return isOverAgain(lock, claimant) ? { kind: 'over', lock } : { kind: 'take', unheard: home.because };
}

/** Whether a run holds an item, or means to. */
export const isOwnedBy = (lock: Lock | undefined, owner: string): boolean =>
  lock !== undefined && lock.state !== 'free' && lock.owner === owner;

/** The Region whose item says whether the run that holds this one is at work; `undefined` where this one does. */
export function homeOf({ region, lock }: RegionItem): string | undefined {
  const home = lock && lock.state !== 'free' ? regionOfRun(lock.owner) : undefined;
  return home === region ? undefined : home;
}

/**
 * Whether an item names a run that is at work and gives way to nobody. One of another Region is at work only where that
 * Region says so: silent, it is what a failover takes over from.
 *
 * @param heard items of all Regions that were heard, each read no earlier than this one
 */
export function isAtWork(item: RegionItem, heard: readonly RegionItem[]): item is RegionItem & { readonly lock: Lock } {
  const { lock } = item;
  if (!lock || lock.state === 'free' || givesWay(lock)) return false;
  const home = homeOf(item);
  return home === undefined || isOwnedBy(heard.find(({ region }) => region === home)?.lock, lock.owner);
}

/** How a run ended that left its lock behind here, as its own Region remembers it. @default it was never admitted */
export function lastRunLeft({ owner }: Lock, { lock: home }: RegionItem): LastRun | undefined {
  if (home?.lastRun?.id === owner) return home.lastRun;
  return home?.lastChange?.id === owner ? { ...home.lastChange, changed: true } : undefined;
}

export const leftBecause = ({ owner, epoch }: Lock, home: string): string =>
  `${owner} is over in ${home} and left the lock of epoch ${epoch} behind`;

/** One Region's items as another Region reads them. */
export type RegionSeen =
  | {
      readonly region: string;
      readonly outcome: 'read';
      readonly lock: Lock | undefined;
      /** 0 when the Region has never claimed. */
      readonly claimedEpoch: number;
      /** What persons have said of automatic runs there. @default nothing */
      readonly automation?: Automation | undefined;
      /** Items there that hold no epoch that anybody understands, by name. @default none */
      readonly unclear?: readonly string[];
    }
  | { readonly region: string; readonly outcome: 'unreachable'; readonly because: string };

export interface OthersSeen {
  /** Regions of the plan by rank. */
  readonly regions: readonly string[];
  readonly here: string;
  /** Every Region of the plan but this one. */
  readonly others: readonly RegionSeen[];
  /** This Region's own claim, and what the TXT records say over DNS: 0 where nothing is known. */
  readonly epochsKnown: readonly number[];
  /** A person's word that no majority is needed. */
  readonly withoutMajority: boolean;
}

export type OthersVerdict =
  | { readonly kind: 'confirm'; readonly highestSeen: number }
  /** Another Region's run goes first. */
  | { readonly kind: 'yield'; readonly because: string }
  /** Another Region's run is about to yield. */
  | { readonly kind: 'wait'; readonly because: string }
  | { readonly kind: 'outvoted'; readonly because: string }
  /** An epoch above all cannot be known. */
  | { readonly kind: 'unclear'; readonly because: string };

/** Whether a failover with an intent here goes on, now that the other Regions were read. */
export function judgeOthers(seen: OthersSeen): OthersVerdict {
  return goesFirst(seen) ?? goesLater(seen) ?? unclear(seen) ?? missingMajority(seen) ?? confirmed(seen);
}

type Busy = { readonly region: string; readonly rank: number; readonly lock: Lock };

/**
 * Regions whose own run holds the item or means to. What a planned run of one Region holds in another is counted where
 * it stands by itself, in its own; a run that gives way hinders nobody.
 */
const busy = ({ regions, others }: Pick<OthersSeen, 'regions' | 'others'>): Busy[] =>
  others.flatMap((other) => {
    if (other.outcome === 'unreachable' || homeOf(other) !== undefined || !isAtWork(other, [])) return [];
    return [{ region: other.region, rank: regions.indexOf(other.region), lock: other.lock }];
  });

/** A run that was admitted elsewhere, or one that means to be in a Region of a lower rank. */
function goesFirst(seen: OthersSeen): OthersVerdict | undefined {
  const first = busy(seen).find(({ lock, rank }) => lock.state === 'held' || rank < rankHere(seen));
  return first && { kind: 'yield', because: atWork(first) };
}

function goesLater(seen: OthersSeen): OthersVerdict | undefined {
  const [later] = busy(seen);
  return (
    later && {
      kind: 'wait',
      because:
        `${later.lock.owner} in ${later.region} wants the same and comes after ${seen.here}; ` +
        'waiting until it has withdrawn',
    }
  );
}

const rankHere = ({ regions, here }: OthersSeen): number => regions.indexOf(here);

/** Which run is at work in another Region. */
export const atWork = ({ region, lock }: Pick<Busy, 'region' | 'lock'>): string =>
  `${lock.owner} does this work in ${region} since ${lock.since}, under epoch ${lock.epoch}`;

/** The run that is at work in another Region, or is about to be; what a run that withdrew joins. */
export const atWorkElsewhere = (seen: Pick<OthersSeen, 'regions' | 'others'>): string | undefined =>
  busy(seen).map(atWork)[0];

/** Regions that could not be read, each with its reason. */
export const unheard = ({ others }: Pick<OthersSeen, 'others'>): string[] =>
  others.flatMap((other) => (other.outcome === 'unreachable' ? [`${other.region} (${other.because})`] : []));

/**
 * Why no epoch can be taken, or `undefined`. A Region that answers is not lost: what its item held may be an epoch that
 * users follow, and one below it would move nobody, or move them to a run that was replaced.
 */
export function unclearBecause({ others }: Pick<OthersSeen, 'others'>): string | undefined {
  const items = others.flatMap((other) => (other.outcome === 'read' ? (other.unclear ?? []) : []));
  if (items.length === 0) return undefined;
  return (
    `the epoch in ${listed(items)} cannot be understood, so none above it can be taken; write there the epoch of the ` +
    'run that it names, as its evidence says, then start again'
  );
}

function unclear(seen: OthersSeen): OthersVerdict | undefined {
  const because = unclearBecause(seen);
  return because === undefined ? undefined : { kind: 'unclear', because };
}

/** Of two Regions one is lost, so one voice must do; of three and more, two groups could otherwise both go on. */
function missingMajority(seen: OthersSeen): OthersVerdict | undefined {
  const { regions, here, others, withoutMajority } = seen;
  const heard = 1 + others.filter(({ outcome }) => outcome === 'read').length;
  if (regions.length === 2 || heard * 2 > regions.length || withoutMajority) return undefined;
  return {
    kind: 'outvoted',
    because:
      `heard ${heard} of ${regions.length} Regions, which is no majority; not heard: ${listed(unheard(seen))}. ` +
      `If they are known to be down, say why: ${startAloneCommand(here)}`,
  };
}

const confirmed = (seen: OthersSeen): OthersVerdict => ({
  kind: 'confirm',
  highestSeen: highestEpoch(seen.others, seen.epochsKnown),
});

/** The highest epoch of all locks, claims and whatever else is known. */
export const highestEpoch = (items: readonly RegionSeen[], known: readonly number[]): number =>
  Math.max(0, ...known, ...items.flatMap(epochsOf));

const epochsOf = (other: RegionSeen): number[] =>
  other.outcome === 'read' ? [other.lock?.epoch ?? 0, other.claimedEpoch] : [];
