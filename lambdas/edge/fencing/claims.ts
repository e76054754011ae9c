import { namesOf } from '../../../lib/domain/names';
import type { KnownClaim } from '../../../lib/domain/settlement';
import type { Place } from '../../../lib/domain/step';
import { claimTable } from '../claim-table';
import type { Sends } from '../clients';
import type { Log } from '../log';
import { reading } from '../reading';
import { sayUnread } from '../say-unread';

/**
 * Claims of every Region of the plan. This Region's must be known; another one may be gone, and then its is not.
 *
 * @param say told why a claim is not known @default nobody is told
 */
export const claimsOf = (
  dynamoIn: (region: string) => Sends,
  { plan, region: here }: Pick<Place, 'plan' | 'region'>,
  say: Log = () => {},
): Promise<KnownClaim[]> =>
  Promise.all(
    plan.regions.map(async (region) => {
      const claim = claimTable(dynamoIn(region), { plan: plan.name, names: namesOf(plan, region) }).read();
      if (region === here) return { region, epoch: (await claim)?.epoch ?? 0 };
      const read = sayUnread(say, await reading(`dynamodb:GetItem of the claim in ${region}`, claim));
      return { region, epoch: read.outcome === 'read' ? (read.value?.epoch ?? 0) : undefined };
    }),
  );

/** Who serves users. `open`: nobody knows. */
export interface Serving {
  readonly at: 'here' | 'there' | 'open';
  readonly because: string;
}

/** Who serves where no writer says it: the highest claim, and home while nobody has claimed. */
export function servingByClaims(
  claims: readonly KnownClaim[],
  { plan, region: here }: Pick<Place, 'plan' | 'region'>,
): Serving {
  const own = claims.find(({ region }) => region === here)?.epoch ?? 0;
  const higher = claims.find(({ epoch = 0 }) => epoch > own);
  if (higher) return { at: 'there', because: `${higher.region} claims epoch ${higher.epoch}, above ${own} of ${here}` };
  const silent = claims.find(({ epoch }) => epoch === undefined);
  if (silent) return { at: 'open', because: `the claim of ${silent.region} cannot be read` };
  if (own > 0) return { at: 'here', because: `no Region claims more than epoch ${own} of ${here}` };
  return here === plan.regions[0]
    ? { at: 'here', because: `nobody has claimed the traffic, and ${here} is home` }
    : { at: 'there', because: `nobody has claimed the traffic, and ${plan.regions[0]} is home` };
}
