import { admitRun } from '../../lambdas/steps/admit-run/step';
import { closeRun } from '../../lambdas/steps/close-run/step';
import { settleTraffic } from '../../lambdas/steps/settle-traffic/step';
import type { Workflow } from './grammar';

/**
 * This Region is active; the DNS records are made to say so for good. Only this file knows the order.
 *
 *   AdmitRun ─▶ SettleTraffic ─▶ CloseRun ─▶ Settled
 *        joined, refused, overdue or broken, anywhere ──▶ CloseRun ─▶ Joined | Refused | HandedToOperator
 *
 * It takes the lock but no new epoch, and gives way to any other run. Users feel nothing of it: the records answer the
 * same before and after.
 */
export const settle: Workflow = ({ inOrder, untilDone, always, finish, stop }) =>
  inOrder(
    untilDone(admitRun),
    untilDone(settleTraffic),
    always(untilDone(closeRun)),
    finish({
      Settled: { failures: 'none' },
      Joined: { failures: 'first', kinds: ['joined'] },
      Refused: { failures: 'first', kinds: ['refused'], of: [admitRun] },
    }),
    stop(
      'HandedToOperator',
      'The records are as they were; the report says what stands in the way and what is safe to do next.',
    ),
  );
