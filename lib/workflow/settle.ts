import { admitRun } from '../../lambdas/steps/admit-run/step';
import { closeRun } from '../../lambdas/steps/close-run/step';
import { settleTraffic } from '../../lambdas/steps/settle-traffic/step';
import { unfenceRegion } from '../../lambdas/steps/unfence-region/step';
import type { Workflow } from './grammar';

/**
 * This Region is active; what a dead run has stopped here runs again, and the DNS records are made to say for good who
 * serves. Only this file knows the order.
 *
 *   AdmitRun ─▶ UnfenceRegion ─▶ SettleTraffic ─▶ CloseRun ─▶ Settled
 *        joined, refused, overdue or broken, anywhere ──▶ CloseRun ─▶ Joined | Refused | HandedToOperator
 *
 * It takes the lock but no new epoch, and gives way to any other run. As long as it has the lock no switchover is at
 * work, which holds that of every Region: a fence that stands here while this Region serves was left by a dead run. Of
 * the records users feel nothing: they answer the same before and after. UnfenceRegion is left out where a plan fences
 * nothing.
 */
export const settle: Workflow = ({ inOrder, untilDone, always, finish, stop }) =>
  inOrder(
    untilDone(admitRun),
    untilDone(unfenceRegion),
    untilDone(settleTraffic),
    always(untilDone(closeRun)),
    finish({
      Settled: { failures: 'none' },
      Joined: { failures: 'first', kinds: ['joined'] },
      Refused: { failures: 'first', kinds: ['refused'], of: [admitRun] },
    }),
    stop(
      'HandedToOperator',
      'This Region may be fenced, or its records unsettled; the report says what stands in the way and what to do.',
    ),
  );
