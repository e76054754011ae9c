import { act, type Decision, done, wait } from '../../../lib/domain/decision';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { type CanaryResult, failuresOf, passedIn } from '../../edge/canaries/result';
import type { runCanaries } from './step';

/** A round that this very invocation has run since it last looked; `undefined` when there is none. */
export interface Seen {
  readonly round: readonly CanaryResult[] | undefined;
}

/** Run every canary against this Region, each as often in a row as the plan wants. */
export type RunRound = 'run a round';

/** All canaries pass in the same round, or the round proves nothing: the next one begins from zero. */
export function decide(
  { round }: Seen,
  { plan, region }: InputOf<typeof runCanaries>,
): Decision<RunRound, OutputOf<typeof runCanaries>> {
  const wanted = plan.canaries.map(({ name }) => name);
  if (round === undefined) return act('run a round', `running the canaries ${wanted.join(', ')} against ${region}`);

  const failures = failuresOf(wanted, round);
  if (failures.length > 0) {
    return wait(`${failures.length} of ${wanted.length} canaries failed: ${failures.join('; ')}`);
  }
  const { canaries, told } = passedIn(round);
  return done({ canaries }, `${region} serves: ${told}`);
}
