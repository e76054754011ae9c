import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { CLAIMED, CLEAR } from '../../../lib/domain/traffic';
import { type Finding, holds, open, problem } from '../../edge/finding';
import { shownBody } from '../../edge/shown';
import type { WebAnswer } from '../../edge/web';
import { type SeenSettlement, settledIn } from './judge-settlement';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/**
 * The epoch above which this Region must claim none yet: the one before the run's. A check has none of its own: it asks
 * as the health checks do, above the settled epoch.
 */
export const quietEpoch = ({ epoch }: Pick<Input, 'epoch'>, settlements: readonly SeenSettlement[]): number =>
  epoch > 0 ? epoch - 1 : (settledIn(settlements)?.epoch ?? 0);

/** What the signal of this Region said, and what it was asked by. */
export interface SeenSignal {
  /** To the question whether this Region claims an epoch above {@link quietEpoch}. */
  readonly signal: WebAnswer;
  readonly settlements: readonly SeenSettlement[];
}

/**
 * Whether this Region's signal can move traffic: it answers the health checks of the world, and does not claim the
 * epoch of this run or a later one yet.
 */
export function judgeSignal({ signal: answer, settlements }: SeenSignal, { epoch }: Pick<Input, 'epoch'>): Finding {
  if (answer.outcome === 'unreachable') return open(`the signal of this Region cannot be reached: ${answer.because}`);
  const { status, body } = answer;
  if (status >= 500) return open(`the signal of this Region answered ${status}, expected 200`);
  if (status !== 200) {
    return problem(`the signal of this Region answered ${status}, expected 200; health checks could not read a claim`);
  }
  const word = oneLine(body, 40);
  if (epoch === 0 && word === CLAIMED) return judgeClaim(settlements);
  const said = word === CLAIMED ? JSON.stringify(word) : shownBody(body);
  return word === CLEAR
    ? holds()
    : problem(
        `the signal of this Region answered ${said}, expected ${CLEAR}` +
          (epoch === 0 ? ` or ${CLAIMED}` : `: epoch ${epoch} is new`),
      );
}

/** Without a settlement any Region that ever served claims one; above a settlement it is not what the records say. */
function judgeClaim(settlements: readonly SeenSettlement[]): Finding {
  const settled = settledIn(settlements);
  return settled
    ? problem(
        `this Region claims an epoch above ${settled.epoch}, under which the records were settled for ` +
          `${settled.active}; wait for the settle that follows`,
      )
    : holds();
}
