import { done, refuse } from '../../../lib/domain/decision';
import type { KnownClaim, Settlement } from '../../../lib/domain/settlement';
import type { InputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import { answeredRegion, attachCommand } from '../../../lib/domain/traffic';
import type { Claim } from '../../edge/claim-table';
import type { Verdict } from './decide';
import type { SeenSignals } from './seen';
import type { shiftTraffic } from './step';

/**
 * Whether the claim moves users. A health check knows only "claimed above the settled epoch" and not which claim came
 * last, so a third move before settling, or one to a Region that the records do not listen to, changes no answer.
 */
export function judgeSignals(
  { settlement, claims }: SeenSignals,
  claim: Claim,
  { plan, region }: InputOf<typeof shiftTraffic>,
): Verdict {
  const output = { claimedEpoch: claim.epoch };
  const claimed = `${region} claims the traffic under epoch ${claim.epoch} since ${claim.at}`;
  if (!settlement) {
    return done(
      output,
      `${claimed}; whether the records listen is not known: no settlement is answered in the TXT record`,
    );
  }
  const { active, epoch } = settlement;
  if (active !== region && epoch > claim.epoch) {
    return refuse(
      `the records were settled for ${active} under epoch ${epoch}, this run owns ${claim.epoch}: it was superseded`,
    );
  }
  const all = [...claims, { region, epoch: claim.epoch }];
  const answered = answeredRegion(plan, settlement, all);
  if (answered === region) {
    const isCertain = answeredRegion(plan, settlement, all.map(asIfClaimed)) === region;
    return done(output, isCertain ? claimed : `${claimed}; ${doubt(claims, settlement, region)}`);
  }
  return refuse(
    `${claimed}, and it moves nobody: the records were settled for ${active} under epoch ${epoch}, and by their ` +
      `health checks they answer ${answered}. It needs the Route 53 API: the watch of ${region} starts the settle ` +
      `machine, or do it now with ${attachCommand(region)}`,
  );
}

/** A Region that is not heard may have claimed: the claim of another one only ever keeps users away. */
const asIfClaimed = ({ region, epoch = Number.POSITIVE_INFINITY }: KnownClaim): KnownClaim => ({ region, epoch });

/** It is no reason to stop: verify-traffic sees what the name servers answer. */
function doubt(claims: readonly KnownClaim[], { epoch }: Settlement, here: string): string {
  const unheard = listed(claims.flatMap((claim) => (claim.epoch === undefined ? [claim.region] : [])));
  return (
    `${unheard} is not heard: if it has claimed above epoch ${epoch}, this claim moves nobody, and it needs ` +
    attachCommand(here)
  );
}
