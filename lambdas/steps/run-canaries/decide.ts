import { act, type Decision, done, wait } from '../../../lib/domain/decision';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import type { runCanaries } from './step';

/** How one canary fared in a round: all its passes in a row, or the first that failed. */
export interface CanaryResult {
  readonly name: string;
  /** Passes in a row that were made. */
  readonly passes: number;
  /** Slowest answer of the passes, milliseconds. */
  readonly latencyMilliseconds: number;
  /** What was answered and what was expected; absent when every pass held. */
  readonly failure?: string;
}

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

  const failures = wanted.flatMap((name) => failureOf(name, round));
  if (failures.length > 0) {
    return wait(`${failures.length} of ${wanted.length} canaries failed: ${failures.join('; ')}`);
  }
  const canaries = round.map(({ name, passes, latencyMilliseconds }) => ({ name, passes, latencyMilliseconds }));
  const told = canaries.map(
    ({ name, passes, latencyMilliseconds }) => `${name} ${passes} in a row, ≤ ${latencyMilliseconds} ms`,
  );
  return done({ canaries }, `${region} serves: ${told.join('; ')}`);
}

/** A canary without a result is no evidence, and no evidence is a failure. */
function failureOf(name: string, round: readonly CanaryResult[]): string[] {
  const result = round.find((canary) => canary.name === name);
  if (!result) return [`${name}: it did not run`];
  return result.failure === undefined ? [] : [`${name}: ${result.failure}`];
}
