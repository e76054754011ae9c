import { oneLine } from '../../../lib/domain/text';
import { atOnce } from '../at-once';
import { reading } from '../reading';

/** A change that did not come about. */
export interface Unmade {
  /** Whether AWS says no again; otherwise it was throttled, or nobody knows. */
  readonly isFinal: boolean;
  readonly because: string;
}

/** A few at one time; clients of whom an account takes few changes are paced. */
const CHANGES_AT_ONCE = 5;

/**
 * Each by itself, whatever becomes of the others: what did not come about is told of the worst one.
 *
 * @param call as IAM names it
 */
export async function each<One>(
  call: string,
  list: readonly One[],
  change: (one: One) => Promise<unknown>,
): Promise<Unmade | undefined> {
  const made = await atOnce(CHANGES_AT_ONCE, list, (one) => reading(call, change(one)));
  const worst = made.find(({ outcome }) => outcome === 'failed') ?? made.find(({ outcome }) => outcome === 'unknown');
  return worst && worst.outcome !== 'read'
    ? { isFinal: worst.outcome === 'failed', because: oneLine(worst.because) }
    : undefined;
}
