import { type Decision, done, refuse, wait } from '../../lib/domain/decision';
import { problemsSentence } from '../../lib/domain/problems';
import { type Finding, together } from './finding';

/** A throttled call succeeds within seconds; a dark Region takes twelve of them to say nothing. */
export const AUDIT_PATIENCE_SECONDS = 60;

export interface Audit<Output> {
  readonly findings: readonly Finding[];
  readonly elapsedSeconds: number;
  /** How long what is unknown may stay so, below the limit after which the step would be overdue. */
  readonly patienceSeconds: number;
  /** What is left once nothing is wrong, with the sentences of what holds. */
  readonly output: (holds: readonly string[]) => Output;
}

/**
 * What an audit comes to. What is unknown is looked at again for a while, even where something is wrong already, so
 * that one refusal names all of it; then the unknown is a problem too: it is red, never green.
 */
export function audited<Output>({
  findings,
  elapsedSeconds,
  patienceSeconds,
  output,
}: Audit<Output>): Decision<never, Output> {
  const { problems, open, holds } = together(findings);
  if (open.length > 0 && elapsedSeconds < patienceSeconds) return wait(open.join('; '));
  const all = [...problems, ...open];
  if (all.length > 0) return refuse(problemsSentence('a takeover would fail', all));
  return done(output(holds), holds.join('; '));
}
