import type { InputOf } from '../../../lib/domain/step';
import { standingOfVerb } from '../../../lib/domain/verbs';
import type { confirmActive } from './step';

type Input = Pick<InputOf<typeof confirmActive>, 'plan' | 'run'>;

/** Whether the run moves users: then the whole plan has to be in order, in every Region. */
export const isReplacing = ({ run }: Input): boolean => standingOfVerb(run.verb).movesUsers;

/**
 * Whether the active Region has to answer. A standby is made warm because that Region is at risk: its silence is no
 * reason against it.
 */
export const mustAnswer = ({ run }: Input): boolean => run.verb !== 'prewarm';

/** Whether the records have to be settled: only health checks follow a settlement. */
export const mustBeSettled = (input: Input): boolean =>
  isReplacing(input) && input.plan.traffic.strategy === 'health-signal';
