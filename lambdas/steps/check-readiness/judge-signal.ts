import { oneLine } from '../../../lib/domain/text';
import { CLEAR } from '../../../lib/domain/traffic';
import type { WebAnswer } from '../../edge/web';
import { type Finding, holds, open, problem } from './finding';

/**
 * Whether this Region's signal can move traffic: it answers the health checks of the world, and does not claim the
 * epoch of this run or a later one yet.
 *
 * @param answer to the question whether this Region claims an epoch above the one before the run's
 */
export function judgeSignal(answer: WebAnswer, epoch: number): Finding {
  if (answer.outcome === 'unreachable') return open(`the signal of this Region cannot be reached: ${answer.because}`);
  const { status, body } = answer;
  if (status >= 500) return open(`the signal of this Region answered ${status}, expected 200`);
  if (status !== 200) {
    return problem(`the signal of this Region answered ${status}, expected 200; health checks could not read a claim`);
  }
  const word = oneLine(body, 40);
  return word === CLEAR
    ? holds()
    : problem(`the signal of this Region answered ${JSON.stringify(word)}, expected ${CLEAR}: epoch ${epoch} is new`);
}
