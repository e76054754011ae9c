import { admitRun } from '../../lambdas/steps/admit-run/step';
import { checkReadiness } from '../../lambdas/steps/check-readiness/step';
import { closeRun } from '../../lambdas/steps/close-run/step';
import { confirmActive } from '../../lambdas/steps/confirm-active/step';
import { deployStacks } from '../../lambdas/steps/deploy-stacks/step';
import { keepWarm } from '../../lambdas/steps/keep-warm/step';
import { proveStacks } from '../../lambdas/steps/prove-stacks/step';
import { retireStacks } from '../../lambdas/steps/retire-stacks/step';
import type { Workflow } from './grammar';

/**
 * The standby is made ready ahead of time; a takeover then finds its stacks complete. Only this file knows the order.
 *
 *   AdmitRun ─▶ ConfirmActive ─▶ CheckReadiness ─▶ DeployStacks ─▶ ProveStacks ─▶ KeepWarm ─▶ CloseRun ─▶ Warm
 *        joined, refused, overdue or broken, anywhere ─▶ RetireStacks ─▶ CloseRun ─▶ Joined | Refused | HandedToOperator
 *
 * It promotes nothing and moves nobody. The watch starts a retire once the plan's time is over, unless this Region is
 * the active one by then.
 */
export const prewarm: Workflow = ({ inOrder, untilDone, orElse, always, finish, stop }) =>
  inOrder(
    orElse(
      untilDone(retireStacks),
      inOrder(
        untilDone(admitRun),
        untilDone(confirmActive),
        untilDone(checkReadiness),
        untilDone(deployStacks),
        untilDone(proveStacks),
        untilDone(keepWarm),
      ),
    ),
    always(untilDone(closeRun)),
    finish({
      Warm: { failures: 'none' },
      Joined: { failures: 'first', kinds: ['joined'] },
      Refused: { failures: 'first', kinds: ['refused'], of: [admitRun, confirmActive, checkReadiness] },
    }),
    stop('HandedToOperator', 'The standby is not warm; the report says why and what is left of it.'),
  );
