/** Time as the Lambdas see it. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds)),
};

/** ISO 8601 UTC. */
export const isoAt = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The same moment as the SDK's commands take it. */
export const dateAt = (milliseconds: number): Date => new Date(milliseconds);
