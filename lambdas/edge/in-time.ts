import type { Clock } from './clock';

/**
 * So long a Region that was confirmed lost is waited for: users wait for what comes after. It is asked all the same,
 * because it may be lost to its users alone, and then answers within this; else its own watch finds out.
 */
export const LOST_MILLISECONDS_MAX = 500;

/**
 * Waits for a read no longer than it is worth; it goes on, and what becomes of it is not heard.
 *
 * @throws an error of the name TimeoutError once the time is over, else what the read throws
 */
export const inTime = <Result>(
  clock: Pick<Clock, 'sleep'>,
  milliseconds: number,
  read: Promise<Result>,
): Promise<Result> =>
  Promise.race([
    read,
    clock.sleep(milliseconds).then((): never => {
      throw Object.assign(new Error(`no answer within ${milliseconds} ms`), { name: 'TimeoutError' });
    }),
  ]);
