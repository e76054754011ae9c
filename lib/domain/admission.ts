import type { Automation } from './automation';
import { type Claimant, intend, isOver, type Lock } from './lock';
import { listed } from './text';

/**
 * Who is admitted, pure: what a run makes of its own Region's item, and then of the other Regions'. A run reads the
 * others only after its intent is written here, so of two runs that hear each other at least one sees the other.
 */

/** How the execution that an item names ended, in Step Functions' words; `forgotten` when it knows it no longer. */
export interface OwnerEnded {
  readonly status: string;
}

export interface OwnItem {
  /** `undefined` before the first run. */
  readonly lock: Lock | undefined;
  /** Set when the run that the item names is over. @default it runs, or nobody can tell */
  readonly ownerEnded?: OwnerEnded | undefined;
}

export type OwnVerdict =
  /** The item may be taken. */
  | { readonly kind: 'take' }
  /** This run's intent stands; the other Regions decide. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'admitted'; readonly lock: Lock }
  /** This run gave the lock back, or others had it since: it never takes it again. */
  | { readonly kind: 'over'; readonly lock: Lock }
  /** Another run holds the item; `ended` once its execution is over. */
  | { readonly kind: 'taken'; readonly lock: Lock; readonly ended: OwnerEnded | undefined };

/** What the item of this Region means for a run that wants it. */
export function judgeOwnItem({ lock, ownerEnded }: OwnItem, claimant: Claimant): OwnVerdict {
  if (!lock) return { kind: 'take' };
  if (isOver(lock, claimant)) return { kind: 'over', lock };
  if (lock.state === 'free') return { kind: 'take' };
  if (lock.owner === claimant.owner) return lock.state === 'held' ? { kind: 'admitted', lock } : { kind: 'ask' };
  const givesWay = claimant.verb !== 'settle' && intend(lock, claimant) !== undefined;
  return givesWay ? { kind: 'take' } : { kind: 'taken', lock, ended: ownerEnded };
}

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
  | { readonly kind: 'outvoted'; readonly because: string };

/** Whether a failover with an intent here goes on, now that the other Regions were read. */
export function judgeOthers(seen: OthersSeen): OthersVerdict {
  return goesFirst(seen) ?? goesLater(seen) ?? missingMajority(seen) ?? confirmed(seen);
}

type Busy = { readonly region: string; readonly rank: number; readonly lock: Lock };

/** Regions where a run holds the item or means to; a settle hinders nobody. */
const busy = ({ regions, others }: OthersSeen): Busy[] =>
  others.flatMap((other) => {
    if (other.outcome === 'unreachable' || !other.lock || other.lock.state === 'free') return [];
    if (other.lock.verb === 'settle') return [];
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
export const atWorkElsewhere = (seen: OthersSeen): string | undefined => busy(seen).map(atWork)[0];

/** Regions that could not be read, each with its reason. */
export const unheard = ({ others }: Pick<OthersSeen, 'others'>): string[] =>
  others.flatMap((other) => (other.outcome === 'unreachable' ? [`${other.region} (${other.because})`] : []));

/** Of two Regions one is lost, so one voice must do; of three and more, two groups could otherwise both go on. */
function missingMajority(seen: OthersSeen): OthersVerdict | undefined {
  const { regions, others, withoutMajority } = seen;
  const heard = 1 + others.filter(({ outcome }) => outcome === 'read').length;
  if (regions.length === 2 || heard * 2 > regions.length || withoutMajority) return undefined;
  return {
    kind: 'outvoted',
    because:
      `heard ${heard} of ${regions.length} Regions, which is no majority; not heard: ${listed(unheard(seen))}. ` +
      'If they are known to be down, start again with {"reason": "…", "withoutMajority": "because …"}',
  };
}

const confirmed = (seen: OthersSeen): OthersVerdict => ({
  kind: 'confirm',
  highestSeen: Math.max(0, ...seen.epochsKnown, ...seen.others.flatMap(epochsOf)),
});

const epochsOf = (other: RegionSeen): number[] =>
  other.outcome === 'read' ? [other.lock?.epoch ?? 0, other.claimedEpoch] : [];
