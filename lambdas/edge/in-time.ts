import type { Clock } from './clock';

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
