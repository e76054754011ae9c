import type { Lock } from './lock';
import type { Plan } from './plan';
import { oneLine } from './text';

/** What persons have said about automatic runs, in this Region. Runs that a person starts do not ask it. */
export interface Automation {
  /** `off`: nothing starts by itself. @default 'on' while there is no item */
  readonly state: 'on' | 'off';
  /** The last run that a person has acknowledged: it no longer holds the next one back. @default none */
  readonly acknowledgedRun?: string;
  /** ARN of the person who wrote it last. */
  readonly by: string;
  readonly because: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

export interface AutomationFacts {
  readonly plan: Pick<Plan, 'cooldownSeconds' | 'watch'>;
  readonly lock: Lock | undefined;
  readonly automation: Automation | undefined;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/**
 * Why no run may start by itself now, or `undefined`: the off switch, or the pause after the last run. A run that
 * changed something holds the next one back for `cooldownSeconds`, unless a person has acknowledged it; one that
 * changed nothing (an early refusal) only for `watch.confirmWithinSeconds`, so that a flapping alarm starts few runs
 * and a late confirmation is still taken over.
 */
export function heldBack({ plan, lock, automation, now }: AutomationFacts): string | undefined {
  if (automation?.state === 'off') {
    const { at, by, because } = automation;
    return `automatic runs are switched off since ${at} by ${oneLine(by)}: ${oneLine(because)}`;
  }
  const last = lock?.lastRun;
  if (!last || last.id === automation?.acknowledgedRun) return undefined;
  const pauseSeconds = last.changed ? plan.cooldownSeconds : plan.watch.confirmWithinSeconds;
  const agoSeconds = Math.round((Date.parse(now) - Date.parse(last.endedAt)) / 1000);
  if (agoSeconds >= pauseSeconds) return undefined;
  const advice = last.changed ? '; acknowledge it to allow the next one earlier' : '';
  return (
    `${last.id} ended ${agoSeconds} s ago and ${last.changed ? 'changed something' : 'changed nothing'}: ` +
    `nothing starts by itself for ${pauseSeconds} s after it${advice}`
  );
}
