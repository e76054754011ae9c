import { done, refuse } from '../../../lib/domain/decision';
import type { InputOf } from '../../../lib/domain/step';
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
  const answered = answeredRegion(plan, settlement, [...claims, { region, epoch: claim.epoch }]);
  if (answered === region) return done(output, claimed);
  return refuse(
    `${claimed}, and it moves nobody: the records were settled for ${active} under epoch ${epoch}, and by their ` +
      `health checks they answer ${answered}. It needs the Route 53 API: the watch of ${region} starts the settle ` +
      `machine, or do it now with ${attachCommand(region)}`,
  );
}
