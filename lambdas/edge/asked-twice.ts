import type { Clock } from './clock';
import { isTransient } from './transient';

/** A Region that is near and well answers within this; a lost packet is repeated after a second. */
const AGAIN_AFTER_MILLISECONDS = 500;

/**
 * Reads from a Region that may be gone: what is slow or has failed is asked a second time beside the first, so that
 * neither a lost packet nor a broken connection makes it unheard, and silence costs little more than one time-out.
 *
 * @param ask sends one read, which the second time may find a later state
 * @throws what the second one came to, or what AWS refused at once
 */
export async function askedTwice<Answer>(clock: Pick<Clock, 'sleep'>, ask: () => Promise<Answer>): Promise<Answer> {
  const first = ask();
  const pause = clock.sleep(AGAIN_AFTER_MILLISECONDS);
  const isSettled = first.then(
    () => true,
    (error) => !isTransient(error),
  );
  if (await Promise.race([isSettled, pause.then(() => false)])) return first;
  await pause;
  const second = ask();
  return Promise.any([first, second]).catch(() => second);
}
