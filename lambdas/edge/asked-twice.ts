import type { Clock } from './clock';
import { isTransient } from './transient';

/**
 * A Region that is near and well answers within this, and TCP repeats a lost packet only after a second. A pause so
 * long is recommended before a second connection is tried: https://www.rfc-editor.org/rfc/rfc8305#section-5
 */
const AGAIN_AFTER_MILLISECONDS = 250;

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
