import { admitRun } from '../../lambdas/steps/admit-run/step';
import { authorizePromotion } from '../../lambdas/steps/authorize-promotion/step';
import { checkReadiness } from '../../lambdas/steps/check-readiness/step';
import { closeRun } from '../../lambdas/steps/close-run/step';
import { confirmOutage } from '../../lambdas/steps/confirm-outage/step';
import { deployStacks } from '../../lambdas/steps/deploy-stacks/step';
import { promoteDatabase } from '../../lambdas/steps/promote-database/step';
import { retireStacks } from '../../lambdas/steps/retire-stacks/step';
import { runCanaries } from '../../lambdas/steps/run-canaries/step';
import { shiftTraffic } from '../../lambdas/steps/shift-traffic/step';
import { verifyTraffic } from '../../lambdas/steps/verify-traffic/step';
import type { Workflow } from './grammar';

/**
 * The active Region is lost; this Region takes over. Only this file knows the order.
 *
 *   AdmitRun ─▶ ConfirmOutage ─▶ CheckReadiness ─┬─▶ AuthorizePromotion ─▶ PromoteDatabase ─┬─▶ RunCanaries ─▶ ShiftTraffic ─▶ VerifyTraffic ─▶ CloseRun ─▶ Serving
 *                                                └─▶ DeployStacks ──────────────────────────┘
 *        joined, refused, overdue or broken, anywhere ──────────▶ RetireStacks ─▶ CloseRun ─▶ Joined | Refused | HandedToOperator
 *
 * RetireStacks finds nothing to do once promotion was sent, or where this run created no stack.
 * Promoting and deploying run side by side: the Region they would protect is already gone.
 * Traffic moves last and only after write canaries pass here, because users feel nothing before it.
 * Nothing after PromoteDatabase is undone: from there it is forward, or a person.
 */
export const failover: Workflow = ({ inOrder, together, untilDone, orElse, always, finish, stop }) =>
  inOrder(
    orElse(
      untilDone(retireStacks),
      inOrder(
        untilDone(admitRun),
        untilDone(confirmOutage),
        untilDone(checkReadiness),
        together(inOrder(untilDone(authorizePromotion), untilDone(promoteDatabase)), untilDone(deployStacks)),
        untilDone(runCanaries),
        untilDone(shiftTraffic),
        untilDone(verifyTraffic),
      ),
    ),
    always(untilDone(closeRun)),
    finish({
      Serving: { failures: 'none' },
      ServingDegraded: { failures: 'all', of: [closeRun] },
      Joined: { failures: 'first', kinds: ['joined'] },
      Refused: { failures: 'first', kinds: ['refused'], of: [admitRun, confirmOutage, checkReadiness] },
    }),
    stop(
      'HandedToOperator',
      'The run stopped before its next change; its report says where, why and what is safe to do next.',
    ),
  );
