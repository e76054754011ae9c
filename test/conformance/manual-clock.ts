import { type Clock, type Pace, paceOf } from '../../lib/rehearsal/world/clock';

/** Time that passes only when a test says so; what is due runs in its order. */
export interface ManualClock extends Clock {
  /** Lets time pass, and everything that it makes happen, promises included. */
  pass(milliseconds: number): Promise<void>;
  /** Lets a long time pass at once: what falls due meanwhile happens at its end, in its order. */
  leap(milliseconds: number): Promise<void>;
  /** Lets time pass, a tenth of a second at a time, until the promise settles. */
  until<T>(promise: Promise<T>): Promise<T>;
}

const START = Date.parse('2026-11-21T10:00:00.000Z');

export function manualClock(): ManualClock {
  let now = START;
  const due: { at: number; run: () => void }[] = [];
  const after = (milliseconds: number, run: () => void) => {
    const entry = { at: now + milliseconds, run };
    due.push(entry);
    return () => void (due.includes(entry) && due.splice(due.indexOf(entry), 1));
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const pass = async (milliseconds: number) => {
    const end = now + milliseconds;
    await settle();
    for (;;) {
      const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      due.splice(due.indexOf(next), 1);
      now = Math.max(now, next.at);
      next.run();
      await settle();
    }
    now = end;
  };
  const sleep = (milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = after(milliseconds, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      signal?.addEventListener('abort', abort);
    });
  const leap = (milliseconds: number) => {
    now += milliseconds;
    return pass(0);
  };
  const until = async <T>(promise: Promise<T>): Promise<T> => {
    let isSettled = false;
    const settled = () => {
      isSettled = true;
    };
    promise.then(settled, settled);
    while (!isSettled) await pass(100);
    return promise;
  };
  return { now: () => now, iso: () => new Date(now).toISOString(), after, sleep, pass, leap, until };
}

/** A pace at which a modelled second is a real one, so that tests read in AWS's seconds. */
export const unscaled = (clock: Clock): Pace => paceOf(clock, 1);
