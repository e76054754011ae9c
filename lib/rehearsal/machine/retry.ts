import type { Chance } from '../world/chance';
import type { Retrier } from './definition';
import { STATES_ERRORS } from './states-error';

/**
 * Whether a rule's ErrorEquals matches an error.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function matches(errorEquals: readonly string[], error: string): boolean {
  if (error === STATES_ERRORS.runtime) return false;
  if (errorEquals.includes(error)) return true;
  if (error === STATES_ERRORS.dataLimitExceeded) return false;
  if (errorEquals.includes(STATES_ERRORS.all)) return true;
  return errorEquals.includes(STATES_ERRORS.taskFailed) && error !== STATES_ERRORS.timeout;
}

/** The retries of one visit to a state: each retrier counts for itself, whatever the others did in between. */
export class Retries {
  private readonly attempts = new Map<Retrier, number>();

  constructor(
    private readonly retriers: readonly Retrier[],
    private readonly chance: Chance,
  ) {}

  /** Seconds before the next attempt; `undefined` when the first retrier that matches is used up, or none does. */
  delaySecondsAfter(error: string): number | undefined {
    const retrier = this.retriers.find(({ ErrorEquals }) => matches(ErrorEquals, error));
    if (retrier === undefined) return undefined;
    const attempts = this.attempts.get(retrier) ?? 0;
    if (attempts >= (retrier.MaxAttempts ?? 3)) return undefined;
    this.attempts.set(retrier, attempts + 1);
    return this.delaySeconds(retrier, attempts);
  }

  /** Exponential, then capped, then spread: full jitter draws from all of the capped delay. */
  private delaySeconds(retrier: Retrier, attempts: number): number {
    const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier;
    const delaySeconds = Math.min(IntervalSeconds * BackoffRate ** attempts, MaxDelaySeconds);
    return retrier.JitterStrategy === 'FULL' ? delaySeconds * this.chance() : delaySeconds;
  }
}
