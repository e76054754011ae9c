import { admitRun } from '../../lambdas/steps/admit-run/step';
import { checkReadiness } from '../../lambdas/steps/check-readiness/step';
import { closeRun } from '../../lambdas/steps/close-run/step';
import { confirmActive } from '../../lambdas/steps/confirm-active/step';
import { deployStacks } from '../../lambdas/steps/deploy-stacks/step';
import { proveStacks } from '../../lambdas/steps/prove-stacks/step';
import { retireStacks } from '../../lambdas/steps/retire-stacks/step';
import type { Workflow } from './grammar';

/**
 * The standby is proven beside production, and nothing of it stays. Only this file knows the order.
 *
 *   AdmitRun ─▶ ConfirmActive ─▶ CheckReadiness ─▶ DeployStacks ─▶ ProveStacks ─▶ RetireStacks ─▶ CloseRun ─▶ Passed
 *        joined, refused, overdue or broken, anywhere ─▶ RetireStacks ─▶ CloseRun ─▶ Joined | Refused | Failed
 *
 * It works in the drill lane: names, parameters and functions of its own. It has no way to a promotion and none to the
 * traffic. A real run takes the lock from it at any moment. Like a takeover it touches the functions of what comes
 * next, which is proven with it.
 */
export const drill: Workflow = ({ inOrder, together, untilDone, touch, always, finish, stop }) =>
  inOrder(
    together(
      inOrder(untilDone(admitRun), untilDone(confirmActive)),
      touch(confirmActive, checkReadiness, deployStacks, proveStacks),
    ),
    untilDone(checkReadiness),
    untilDone(deployStacks),
    untilDone(proveStacks),
    always(untilDone(retireStacks)),
    always(untilDone(closeRun)),
    finish({
      Passed: { failures: 'none' },
      Joined: { failures: 'first', kinds: ['joined'] },
      Refused: { failures: 'first', kinds: ['refused'], of: [admitRun, confirmActive] },
    }),
    stop('Failed', 'A takeover would not work as it was drilled; the report names what has to be put right.'),
  );
