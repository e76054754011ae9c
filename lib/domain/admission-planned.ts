import { highestEpoch, homeOf, isOwnedBy, type RegionItem, type RegionSeen, unclearBecause } from './admission';
import { type Claimant, intend, type Lock } from './lock';

export interface PlannedSeen {
  /** Every Region of the plan by rank, the run's own too. */
  readonly items: readonly RegionSeen[];
  /** The same, read after those: what the Region of a run says that was found in another Region's item. */
  readonly homes: readonly RegionSeen[];
  readonly here: string;
  /** What the TXT records say over DNS: 0 where nothing is known. */
  readonly epochsKnown: readonly number[];
}

export type PlannedVerdict =
  /** Write the intent into this Region's item. */
  | { readonly kind: 'intend'; readonly region: string; readonly observed: Lock | undefined }
  /** Every item holds this run's intent: confirm this one. */
  | { readonly kind: 'confirm'; readonly region: string; readonly observed: Lock; readonly highestSeen: number }
  /** A planned run that has ended left this item behind: free it. */
  | { readonly kind: 'free'; readonly region: string; readonly left: Lock; readonly home: RegionItem }
  | { readonly kind: 'admitted'; readonly epoch: number }
  /** Give back what was taken: a Region is not heard or not understood, or another run has an item, or had it since. */
  | { readonly kind: 'withdraw'; readonly reason: 'unheard' | 'unclear' | 'busy' | 'over'; readonly because: string };

/**
 * Whether a planned verb goes on: it holds the item of EVERY Region, so any that cannot be read, or that another run
 * has, ends it. The item of its own Region is taken first, so that a Region which finds this run in its item can ask
 * there, and confirmed last: while it is not held no guard passes. Two planned runs that begin at once may both end.
 */
export function judgePlanned({ items, homes, here, epochsKnown }: PlannedSeen, claimant: Claimant): PlannedVerdict {
  const ownFirst = [...items].sort((a, b) => Number(b.region === here) - Number(a.region === here));
  const judged = ownFirst.map((item) => judgeItem(item, homes, claimant));
  const hindered = judged.find((item) => item.kind === 'withdraw');
  if (hindered) return hindered;
  const because = unclearBecause({ others: items });
  if (because !== undefined) return { kind: 'withdraw', reason: 'unclear', because };
  const left = judged.find((item) => item.kind === 'free');
  if (left) return left;
  const toTake = judged.find((item) => item.kind === 'intend');
  if (toTake) return toTake;
  const highestSeen = highestEpoch(items, epochsKnown);
  const toConfirm = judged.findLast((item) => item.kind === 'intended');
  if (toConfirm) return { kind: 'confirm', region: toConfirm.region, observed: toConfirm.lock, highestSeen };
  return { kind: 'admitted', epoch: epochHere(items, here) };
}

type ItemVerdict =
  | Extract<PlannedVerdict, { kind: 'intend' | 'free' | 'withdraw' }>
  | { readonly kind: 'intended'; readonly region: string; readonly lock: Lock }
  | { readonly kind: 'held' };

/** What one Region's item means for the run. */
function judgeItem(item: RegionSeen, homes: readonly RegionSeen[], claimant: Claimant): ItemVerdict {
  const { region } = item;
  if (item.outcome === 'unreachable') {
    const because = `${region} cannot be read (${item.because}); a planned run needs the lock of every Region`;
    return { kind: 'withdraw', reason: 'unheard', because };
  }
  const { lock } = item;
  if (lock && isOwnedBy(lock, claimant.owner)) {
    return lock.state === 'intent' ? { kind: 'intended', region, lock } : { kind: 'held' };
  }
  if (intend(lock, claimant)) return { kind: 'intend', region, observed: lock };
  if (!lock) return { kind: 'intend', region, observed: lock };
  if (lock.state === 'free') {
    const because = `${lock.owner} had the lock of ${region} since ${lock.since}, after this run began`;
    return { kind: 'withdraw', reason: 'over', because };
  }
  const home = homes.find((one) => one.region === homeOf({ region, lock }));
  // A run of another Region gives that Region's item back last: if that names it no more, this one is left behind.
  return home?.outcome === 'read' && !isOwnedBy(home.lock, lock.owner)
    ? { kind: 'free', region, left: lock, home }
    : { kind: 'withdraw', reason: 'busy', because: busyBecause(region, lock) };
}

const busyBecause = (region: string, { owner, verb, since, epoch }: Lock): string =>
  `${owner}, a ${verb}, has the lock of ${region} since ${since}, under epoch ${epoch}`;

const epochHere = (items: readonly RegionSeen[], here: string): number => {
  const own = items.find(({ region }) => region === here);
  return own?.outcome === 'read' ? (own.lock?.epoch ?? 0) : 0;
};
