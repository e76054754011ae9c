import type { StepContext } from '../../../lib/domain/step';
import type { Trouble } from './decide';

type Now = Pick<StepContext, 'now'>;

/** What `work` comes to, or why it failed. */
export async function orTrouble<Result>(work: Promise<Result>, { now }: Now): Promise<Result | Trouble> {
  try {
    return await work;
  } catch (error) {
    return { because: String(error), at: now };
  }
}

/** Why `work` failed; `undefined` when it did not. */
export const troubleOf = (work: Promise<unknown>, now: Now): Promise<Trouble | undefined> =>
  orTrouble(
    work.then(() => undefined),
    now,
  );
