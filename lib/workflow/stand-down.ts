import { admitRun } from '../../lambdas/steps/admit-run/step';
import { closeRun } from '../../lambdas/steps/close-run/step';
import { fenceRegion } from '../../lambdas/steps/fence-region/step';
import { recordDivergence } from '../../lambdas/steps/record-divergence/step';
import type { Workflow } from './grammar';

/**
 * Another Region has replaced this one, which is back: it fences itself. Only this file knows the order.
 *
 *   AdmitRun ─▶ FenceRegion ─▶ RecordDivergence ─▶ CloseRun ─▶ StoodDown
 *        joined, refused, overdue or broken, anywhere ─▶ CloseRun ─▶ Joined | Refused | HandedToOperator
 *
 * It takes no new epoch, promotes nothing and moves nobody. What the old writer may hold alone is kept before a
 * failback can be asked for. Each second in which this Region still takes writes counts: the function of the fence is
 * touched while the run is admitted.
 */
export const standDown: Workflow = ({ inOrder, together, untilDone, touch, always, finish, stop }) =>
  inOrder(
    together(untilDone(admitRun), touch(fenceRegion, recordDivergence)),
    untilDone(fenceRegion),
    untilDone(recordDivergence),
    always(untilDone(closeRun)),
    finish({
      StoodDown: { failures: 'none' },
      Joined: { failures: 'first', kinds: ['joined'] },
      Refused: { failures: 'first', kinds: ['refused'], of: [admitRun] },
    }),
    stop(
      'HandedToOperator',
      'This Region may still take writes, or what only it holds is not kept; the report says what is left to do.',
    ),
  );
