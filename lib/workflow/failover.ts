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
 *
 * No function was invoked for weeks, and a cold start takes a second. While the run is admitted and the outage is
 * confirmed, the functions of the steps up to PromoteDatabase are touched; those behind it while the database is
 * promoted, because before that a person may have been asked for longer than Lambda keeps what nobody uses.
 */
export const failover: Workflow = ({ inOrder, together, untilDone, touch, orElse, always, finish, stop }) =>
  inOrder(
    orElse(
      untilDone(retireStacks),
      inOrder(
        together(
          inOrder(untilDone(admitRun), untilDone(confirmOutage)),
          touch(confirmOutage, checkReadiness, authorizePromotion, deployStacks, beforePromotion, promoteDatabase),
        ),
        untilDone(checkReadiness),
        together(
          inOrder(
            untilDone(authorizePromotion),
            untilDone(beforePromotion),
            together(
              untilDone(promoteDatabase),
              touch(
                afterPromotion,
                runCanaries,
                beforeTraffic,
                shiftTraffic,
                verifyTraffic,
                announceRegion,
                afterTraffic,
                unfenceRegion,
                closeRun,
              ),
            ),
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
