import { type Fence, stands } from './fence';
import { namesOf } from './names';
import type { Plan } from './plan';
import type { KnownClaim } from './settlement';
import type { Place } from './step';
import { VERBS } from './verbs';

/** A claim that could be read. */
export type ReadClaim = KnownClaim & { readonly epoch: number };

/** What a Region claims; 0 where it never did or cannot say. */
export const claimedBy = (claims: readonly KnownClaim[], wanted: string): number =>
  claims.find(({ region }) => region === wanted)?.epoch ?? 0;

/** Claims of other Regions above that of this one, the highest first: they have replaced it, if it ever served. */
export const claimsAbove = (claims: readonly KnownClaim[], here: string): ReadClaim[] =>
  claims
    .flatMap(({ epoch, ...claim }) =>
      claim.region !== here && epoch !== undefined && epoch > claimedBy(claims, here) ? [{ ...claim, epoch }] : [],
    )
    .sort((one, other) => other.epoch - one.epoch);

/** Only a Region that was active has anything to stop: it has claimed, or it is home, which never needed to. */
export const wasActive = (claimedEpoch: number, { plan, region }: Pick<Place, 'plan' | 'region'>): boolean =>
  claimedEpoch > 0 || region === plan.regions[0];

/** The newest failover elsewhere since this Region claimed last. One that never served has left nothing behind. */
export function replacedByFailover(
  claims: readonly KnownClaim[],
  { plan, region: here }: Pick<Place, 'plan' | 'region'>,
): ReadClaim | undefined {
  if (!wasActive(claimedBy(claims, here), { plan, region: here })) return undefined;
  return claimsAbove(claims, here).find((claim) => isByFailover(claim, plan));
}

/** Whether all that the plan stops stands still since an epoch. A fence that was only begun may have left something. */
export const isFencedUnder = (fence: Fence | undefined, epoch: number): fence is Fence =>
  stands(fence) && fence.state === 'fenced' && fence.epoch >= epoch;

/**
 * Whether a claim may have left rows behind: a switchover leaves none. A run whose verb cannot be told counts as a
 * failover. The name of a machine is the sixth part of the ARN of its execution.
 */
export function isByFailover({ region, runId = '' }: Pick<KnownClaim, 'region' | 'runId'>, plan: Plan): boolean {
  const machine = runId.split(':')[6];
  return VERBS.find((verb) => namesOf(plan, region).machine(verb) === machine) !== 'switchover';
}
