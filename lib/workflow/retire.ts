import { admitRun } from '../../lambdas/steps/admit-run/step';
import { closeRun } from '../../lambdas/steps/close-run/step';
import { retireStacks } from '../../lambdas/steps/retire-stacks/step';
import type { Workflow } from './grammar';

/**
 * Stacks of the plan that nothing refers to are removed here. Only this file knows the order.
 *
 *   AdmitRun ─▶ RetireStacks ─▶ CloseRun ─▶ Retired
 *        joined, refused, overdue or broken, anywhere ─▶ CloseRun ─▶ Joined | Refused | HandedToOperator
 *
 * Started by the watch it removes what was kept warm for long enough and what drills left; started by a person, all
 * that earlier runs left here and neither DNS nor a run refers to.
 */
export const retire: Workflow = ({ inOrder, untilDone, always, finish, stop }) =>
  inOrder(
    untilDone(admitRun),
    untilDone(retireStacks),
    always(untilDone(closeRun)),
    finish({
      Retired: { failures: 'none' },
      Joined: { failures: 'first', kinds: ['joined'] },
      Refused: { failures: 'first', kinds: ['refused'], of: [admitRun] },
    }),
    stop(
      'HandedToOperator',
      'Stacks are left that cost money and serve nobody; the report lists them with their command.',
    ),
  );
