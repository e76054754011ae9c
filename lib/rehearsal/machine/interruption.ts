import type { Clock } from '../world/clock';

/** Thrown inside a run that was stopped from outside; no rule of the machine sees it. */
export class Stopped extends Error {
  constructor() {
    super('this part of the run was stopped');
    this.name = 'Stopped';
  }
}

/** @throws Stopped when the signal is already aborted */
export function refuseIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new Stopped();
}

type Start<T> = (settle: { resolve(value: T): void; reject(error: unknown): void }) => () => void;

/**
 * Settles as `start` says, or rejects with `Stopped` as soon as the signal aborts. Whichever comes first, what `start`
 * returned then cleans up, so that neither a timer nor a listener outlives it.
 */
export async function interruptible<T>(signal: AbortSignal, start: Start<T>): Promise<T> {
  refuseIfStopped(signal);
  let stop = () => {};
  let cleanUp = () => {};
  try {
    return await new Promise<T>((resolve, reject) => {
      stop = () => reject(new Stopped());
      signal.addEventListener('abort', stop);
      cleanUp = start({ resolve, reject });
    });
  } finally {
    signal.removeEventListener('abort', stop);
    cleanUp();
  }
}

/** Waits, unless stopped. */
export const pause = (wait: { clock: Clock; milliseconds: number; signal: AbortSignal }): Promise<void> =>
  interruptible<void>(wait.signal, ({ resolve }) => wait.clock.after(wait.milliseconds, () => resolve()));
