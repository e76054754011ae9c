import type { Pace } from '../../world/clock';
import type { Timing } from '../durations';

/**
 * What may become of events between a rule and its targets, and promises of EventBridge none of it excludes: more than
 * one delivery, a late one, and one event that overtakes another.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html
 */
export interface Disturbance {
  /** How often each event is delivered. @default 1 */
  readonly copies?: number | undefined;
  /** How much later than at once, in seconds of AWS's: at most a day, after which EventBridge gives up. @default 0 */
  readonly lateSeconds?: number | undefined;
  /** Whether only every other event is late, the first among them, so that the next overtakes it. @default false */
  readonly overtaking?: boolean | undefined;
}

interface DisturbancesOptions {
  readonly pace: Pace;
  readonly timing: Timing;
  readonly signal: AbortSignal;
}

export interface Disturbances {
  /** From now on, for all rules of a Region. @param disturbance `undefined` ends it */
  set(region: string, disturbance: Disturbance | undefined): void;
  /** Carries out a delivery as often and as late as the Region's disturbance says; soon and once without any. */
  around(region: string, deliver: () => void): void;
}

export function createDisturbances({ pace, timing, signal }: DisturbancesOptions): Disturbances {
  const disturbed = new Map<string, Disturbance & { count: number }>();
  const later = (seconds: number, deliver: () => void) => {
    const milliseconds = pace.scaledMilliseconds(seconds + timing.durations.eventSeconds());
    if (milliseconds === 0) deliver();
    else pace.clock.after(milliseconds, () => signal.aborted || deliver());
  };
  return {
    set: (region, disturbance) =>
      void (disturbance ? disturbed.set(region, { ...disturbance, count: 0 }) : disturbed.delete(region)),
    around: (region, deliver) => {
      const disturbance = disturbed.get(region);
      if (!disturbance) return later(0, deliver);
      const { copies = 1, lateSeconds = 0, overtaking = false } = disturbance;
      const isLate = !overtaking || disturbance.count++ % 2 === 0;
      for (let copy = 0; copy < copies; copy++) later(isLate ? lateSeconds : 0, deliver);
    },
  };
}
