import type { Plan } from '../plan';
import type { KnownClaim, Settlement } from '../settlement';
import { pairsOf } from './pairs';

/**
 * The Region that Route 53 answers once its checks have heard these claims. A claim that is not known counts as none,
 * which is the best for every other Region.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-problems.html
 */
export function answeredRegion(
  plan: Pick<Plan, 'regions'>,
  settlement: Settlement,
  claims: readonly KnownClaim[],
): string {
  const hasClaimed = (region: string) =>
    claims.some((claim) => claim.region === region && (claim.epoch ?? 0) > settlement.epoch);
  for (const { primary, secondary } of pairsOf(plan, settlement)) {
    if (!primary.hears.some(hasClaimed) || secondary.hears.some(hasClaimed)) return primary.region;
  }
  return pairsOf(plan, settlement).at(-1)?.secondary.region ?? settlement.active;
}

/** The command that settles the records for a Region by hand. */
export const attachCommand = (region: string): string => `npx understudy traffic attach --active ${region}`;
