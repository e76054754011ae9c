import { admitRun } from '../../lambdas/steps/admit-run/step';
import { afterPromotion } from '../../lambdas/steps/after-promotion/step';
import { afterTraffic } from '../../lambdas/steps/after-traffic/step';
import { announceRegion } from '../../lambdas/steps/announce-region/step';
import { authorizePromotion } from '../../lambdas/steps/authorize-promotion/step';
import { beforePromotion } from '../../lambdas/steps/before-promotion/step';
import { beforeTraffic } from '../../lambdas/steps/before-traffic/step';
import { checkReadiness } from '../../lambdas/steps/check-readiness/step';
import { closeRun } from '../../lambdas/steps/close-run/step';
import { confirmActive } from '../../lambdas/steps/confirm-active/step';
import { deployStacks } from '../../lambdas/steps/deploy-stacks/step';
import { fenceRegion } from '../../lambdas/steps/fence-region/step';
import { promoteDatabase } from '../../lambdas/steps/promote-database/step';
import { proveStacks } from '../../lambdas/steps/prove-stacks/step';
import { retireStacks } from '../../lambdas/steps/retire-stacks/step';
import { runCanaries } from '../../lambdas/steps/run-canaries/step';
import { settleTraffic } from '../../lambdas/steps/settle-traffic/step';
import { shiftTraffic } from '../../lambdas/steps/shift-traffic/step';
import { unfenceRegion } from '../../lambdas/steps/unfence-region/step';
import { verifyTraffic } from '../../lambdas/steps/verify-traffic/step';
import type { Workflow } from './grammar';

/**
 * The active Region works; this Region takes its place, and nothing is lost. The failback is this verb started at home.
 * Only this file knows the order.
 *
 *   AdmitRun ─▶ ConfirmActive ─▶ CheckReadiness ─▶ DeployStacks ─▶ ProveStacks ─▶ AuthorizePromotion ─┐
 *   ┌─────────────────────────────────────────────────────────────────────────────────────────────────┘
 *   └▶ BeforePromotion ─▶ FenceRegion ─▶ PromoteDatabase ─▶ AfterPromotion ─▶ RunCanaries ─┐
 *   ┌──────────────────────────────────────────────────────────────────────────────────────┘
 *   └▶ BeforeTraffic ─▶ ShiftTraffic ─▶ VerifyTraffic ─▶ AnnounceRegion ─▶ SettleTraffic ─┐
 *   ┌────────────────────────────────────────────────────────────────────────────────────┘
 *   └▶ AfterTraffic ─▶ UnfenceRegion ─▶ RetireStacks ─▶ CloseRun ─▶ Serving
 *        joined, refused, overdue or broken, anywhere ─▶ UnfenceRegion ─▶ RetireStacks ─▶ CloseRun ─▶ Joined | Refused |
 *                                                                          ServingDegraded | HandedToOperator
 *
 * All that can be undone comes first, while the other Region serves: it is fenced for as short as the database needs.
 * UnfenceRegion and RetireStacks undo it, unless the promotion was sent: from there it is forward, or a person. Stacks
 * are deleted only once users can write again, and a run in which nothing failed has none to delete.
 * Points without a hook in the plan, and UnfenceRegion where it fences nothing, are left out.
 *
 * The functions of the first steps are touched at the beginning; those that users wait for only while the fence goes
 * up, because stacks and persons may have taken long before.
 */
export const switchover: Workflow = ({ inOrder, together, untilDone, touch, always, finish, stop }) =>
  inOrder(
    inOrder(
      together(
        inOrder(untilDone(admitRun), untilDone(confirmActive)),
        touch(
          confirmActive,
          checkReadiness,
          deployStacks,
          proveStacks,
          authorizePromotion,
          beforePromotion,
          fenceRegion,
        ),
      ),
      untilDone(checkReadiness),
      untilDone(deployStacks),
      untilDone(proveStacks),
      untilDone(authorizePromotion),
      untilDone(beforePromotion),
      together(
        untilDone(fenceRegion),
        touch(
          promoteDatabase,
          afterPromotion,
          runCanaries,
          beforeTraffic,
          shiftTraffic,
          verifyTraffic,
          announceRegion,
          settleTraffic,
          afterTraffic,
          unfenceRegion,
          retireStacks,
          closeRun,
        ),
      ),
      untilDone(promoteDatabase),
      untilDone(afterPromotion),
      untilDone(runCanaries),
      untilDone(beforeTraffic),
      untilDone(shiftTraffic),
      untilDone(verifyTraffic),
      untilDone(announceRegion),
      untilDone(settleTraffic),
      untilDone(afterTraffic),
    ),
    always(untilDone(unfenceRegion)),
    always(untilDone(retireStacks)),
    always(untilDone(closeRun)),
    finish({
      Serving: { failures: 'none' },
      ServingDegraded: {
        failures: 'all',
        of: [announceRegion, settleTraffic, afterTraffic, unfenceRegion, retireStacks, closeRun],
      },
      Joined: { failures: 'first', kinds: ['joined'] },
      Refused: { failures: 'first', kinds: ['refused'], of: [admitRun, confirmActive, checkReadiness] },
    }),
    stop(
      'HandedToOperator',
      'The run stopped before its next change; its report says where, why and what is safe to do next.',
    ),
  );
