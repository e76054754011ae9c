import { setTimeout as wait } from 'node:timers/promises';

/** The wall clock. Everything that waits asks it, so that a wait can be cancelled and nothing outlives its owner. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `milliseconds`; rejects with the reason when `signal` aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Runs `run` after `milliseconds`; call the returned function to cancel. */
  after(milliseconds: number, run: () => void): () => void;
  /** Now, ISO 8601 UTC. */
  iso(): string;
}

/** How fast AWS's own durations pass: promotion, stack creation, alarm period, schedule, probe interval. */
export interface Pace {
  readonly clock: Clock;
  /** How many modelled seconds pass in one wall second. Product limits are never divided by it. */
  readonly scale: number;
  /** Wall milliseconds of a duration that takes `modelSeconds` in AWS. */
  scaledMilliseconds(modelSeconds: number): number;
}

export const wallClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await wait(milliseconds, undefined, signal && { signal });
  },
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
  iso: () => new Date().toISOString(),
};

/** A pace of `scale` modelled seconds for each wall second; throws unless `scale` is 1 or more. */
export function paceOf(clock: Clock, scale: number): Pace {
  if (!(Number.isFinite(scale) && scale >= 1)) {
    throw new Error(`scale ${scale} is not allowed: write a number of 1 or more, 1 is AWS's own speed`);
  }
  return { clock, scale, scaledMilliseconds: (modelSeconds) => (modelSeconds * 1000) / scale };
}
