import type { Pace } from '../../world/clock';
import { isCron, type Rule, rateSeconds } from './rule';

/** The moments of schedules that have a rate. */
export interface Ticks {
  /** Begins the ticks of a rule that is enabled and has a rate. */
  start(rule: Rule): void;
  stop(arn: string): void;
}

export function createTicks(pace: Pace, sendTick: (rule: Rule) => void): Ticks {
  const timers = new Map<string, () => void>();
  const start = (rule: Rule): void => {
    const { arn, enabled, scheduleExpression } = rule;
    if (!enabled || scheduleExpression === undefined || isCron(scheduleExpression)) return;
    const ticked = () => {
      sendTick(rule);
      start(rule);
    };
    timers.set(arn, pace.clock.after(pace.scaledMilliseconds(rateSeconds(scheduleExpression)), ticked));
  };
  const stop = (arn: string): void => {
    timers.get(arn)?.();
    timers.delete(arn);
  };
  return { start, stop };
}
