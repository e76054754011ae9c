import { admitRun } from '../../lambdas/steps/admit-run/step';
import { afterPromotion } from '../../lambdas/steps/after-promotion/step';
import { afterTraffic } from '../../lambdas/steps/after-traffic/step';
import { announceRegion } from '../../lambdas/steps/announce-region/step';
import { authorizePromotion } from '../../lambdas/steps/authorize-promotion/step';
import { beforePromotion } from '../../lambdas/steps/before-promotion/step';
import { beforeTraffic } from '../../lambdas/steps/before-traffic/step';
import { checkReadiness } from '../../lambdas/steps/check-readiness/step';
import { closeRun } from '../../lambdas/steps/close-run/step';
import { confirmOutage } from '../../lambdas/steps/confirm-outage/step';
import { deployStacks } from '../../lambdas/steps/deploy-stacks/step';
import { promoteDatabase } from '../../lambdas/steps/promote-database/step';
import { retireStacks } from '../../lambdas/steps/retire-stacks/step';
import { runCanaries } from '../../lambdas/steps/run-canaries/step';
import { shiftTraffic } from '../../lambdas/steps/shift-traffic/step';
import { unfenceRegion } from '../../lambdas/steps/unfence-region/step';
import { verifyTraffic } from '../../lambdas/steps/verify-traffic/step';
import type { Workflow } from './grammar';

/**
 * The active Region is lost; this Region takes over. Only this file knows the order.
 *
 *   AdmitRun ─▶ ConfirmOutage ─▶ CheckReadiness ─┐
 *   ┌────────────────────────────────────────────┘
 *   ├▶ AuthorizePromotion ─▶ BeforePromotion ─▶ PromoteDatabase ─▶ AfterPromotion ─┬─┐
 *   └▶ DeployStacks ───────────────────────────────────────────────────────────────┘ │
 *   ┌────────────────────────────────────────────────────────────────────────────────┘
 *   └▶ RunCanaries ─▶ BeforeTraffic ─▶ ShiftTraffic ─▶ VerifyTraffic ─┐
 *   ┌─────────────────────────────────────────────────────────────────┘
 *   └▶ AnnounceRegion ─▶ AfterTraffic ─▶ UnfenceRegion ─▶ CloseRun ─▶ Serving
 *        joined, refused, overdue or broken, anywhere ─▶ RetireStacks ─▶ UnfenceRegion ─▶ CloseRun ─▶ Joined | Refused |
 *                                                                          ServingDegraded | HandedToOperator
 *
 * RetireStacks finds nothing to do once promotion was sent, or where this run created no stack.
 * Promoting and deploying run side by side: the Region they would protect is already gone.
 * Traffic moves last and only after write canaries pass here, because users feel nothing before it.
 * Nothing after PromoteDatabase is undone: from there it is forward, or a person.
 * Points without a hook in the plan, and UnfenceRegion where it fences nothing, are left out.
 */
export const failover: Workflow = ({ inOrder, together, untilDone, orElse, always, finish, stop }) =>
  inOrder(
    orElse(
      untilDone(retireStacks),
      inOrder(
        untilDone(admitRun),
        untilDone(confirmOutage),
        untilDone(checkReadiness),
        together(
          inOrder(
            untilDone(authorizePromotion),
            untilDone(beforePromotion),
            untilDone(promoteDatabase),
            untilDone(afterPromotion),
          ),
          untilDone(deployStacks),
        ),
        untilDone(runCanaries),
        untilDone(beforeTraffic),
        untilDone(shiftTraffic),
        untilDone(verifyTraffic),
        untilDone(announceRegion),
        untilDone(afterTraffic),
      ),
    ),
    always(untilDone(unfenceRegion)),
    always(untilDone(closeRun)),
    finish({
      Serving: { failures: 'none' },
      ServingDegraded: { failures: 'all', of: [announceRegion, afterTraffic, unfenceRegion, closeRun] },
      Joined: { failures: 'first', kinds: ['joined'] },
      Refused: { failures: 'first', kinds: ['refused'], of: [admitRun, confirmOutage, checkReadiness] },
    }),
    stop(
      'HandedToOperator',
      'The run stopped before its next change; its report says where, why and what is safe to do next.',
    ),
  );
