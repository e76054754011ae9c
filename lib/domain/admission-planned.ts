import type { RegionSeen } from './admission';
import { type Claimant, intend, type Lock } from './lock';

export type PlannedVerdict =
  /** Write the intent into this Region's item. */
  | { readonly kind: 'intend'; readonly region: string }
  /** Every item holds this run's intent: confirm each, the run's own Region last. */
  | { readonly kind: 'confirm'; readonly region: string; readonly highestSeen: number }
  | { readonly kind: 'admitted'; readonly epoch: number }
  /** Give back what was taken, and refuse. */
  | { readonly kind: 'withdraw'; readonly because: string };

/**
 * Whether a planned verb goes on: it holds the item of EVERY Region, so any that cannot be read, or that another run
 * has, ends it. The items are taken by rank, and the one of the run's own Region is confirmed last: while it is not
 * held no guard passes.
 *
 * @param items every Region of the plan by rank, the run's own too
 */
export function judgePlanned(items: readonly RegionSeen[], claimant: Claimant, here: string): PlannedVerdict {
  const free: string[] = [];
  const intended: string[] = [];
  const epochs: number[] = [];
  for (const item of items) {
    if (item.outcome === 'unreachable') {
      return {
        kind: 'withdraw',
        because: `${item.region} cannot be read (${item.because}); nothing planned starts then`,
      };
    }
    const { region, lock, claimedEpoch } = item;
    epochs.push(lock?.epoch ?? 0, claimedEpoch);
    if (lock && isOf(lock, claimant)) {
      if (lock.state === 'intent') intended.push(region);
    } else if (intend(lock, claimant)) free.push(region);
    else
      return { kind: 'withdraw', because: `${lock?.owner} has the lock of ${region}, or had it since this run began` };
  }
  const [toTake] = free;
  if (toTake !== undefined) return { kind: 'intend', region: toTake };
  const toConfirm = intended.find((region) => region !== here) ?? intended[0];
  if (toConfirm !== undefined) return { kind: 'confirm', region: toConfirm, highestSeen: Math.max(...epochs) };
  return { kind: 'admitted', epoch: Math.max(...epochs) };
}

const isOf = (lock: Lock, { owner }: Claimant) => lock.state !== 'free' && lock.owner === owner;
