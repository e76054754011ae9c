import type { Lock } from './lock';
import type { Plan } from './plan';
import { oneLine } from './text';
import { standingOfVerb } from './verbs';

/** What persons have said about automatic runs, in this Region. Runs that a person starts do not ask it. */
export interface Automation {
  /** `off`: nothing starts by itself. @default 'on' while there is no item */
  readonly state: 'on' | 'off';
  /** The run that a person has acknowledged last: its changes no longer hold the next one back. @default none */
  readonly acknowledgedRun?: string;
  /** ARN of the person who wrote it last. */
  readonly by: string;
  readonly because: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Grows with every write; what the next one is conditional on. */
  readonly version: number;
}

export interface AutomationFacts {
  readonly plan: Pick<Plan, 'cooldownSeconds' | 'watch'>;
  readonly lock: Lock | undefined;
  readonly automation: Automation | undefined;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** What one Region's table says. */
export type Standing = Pick<AutomationFacts, 'lock' | 'automation'>;

/** What another Region's table says of its last change, and whether a person has acknowledged it there. */
export interface StandingElsewhere extends Standing {
  readonly region: string;
}

export interface FactsElsewhere extends Pick<AutomationFacts, 'plan' | 'now'> {
  /** The other Regions that could be read. */
  readonly elsewhere: readonly StandingElsewhere[];
}

/**
 * Why no run may start by itself now, or `undefined`: the off switch, or the pause after a run. The last one that
 * changed something, or that a person declined, holds the next one back for `cooldownSeconds`, unless a person has
 * acknowledged it; one after it that changed nothing (an early refusal) only for `watch.confirmWithinSeconds`, so that
 * a flapping alarm starts few runs and a late confirmation is still taken over. A planned one that moved nobody
 * holds nothing back: no alarm started it, and the loss of the Region that it was to replace may have ended it.
 */
export function heldBack({ plan, lock, automation, now }: AutomationFacts): string | undefined {
  if (automation?.state === 'off') {
    const { at, by, because } = automation;
    return `automatic runs are switched off since ${oneLine(at, 40)} by ${oneLine(by)}: ${oneLine(because)}`;
  }
  const lastRun = lock?.lastRun;
  const isPlanned = lock?.owner === lastRun?.id && lock !== undefined && standingOfVerb(lock.verb).takes === 'every';
  const idle = lastRun?.changed || isPlanned ? undefined : lastRun;
  const pauseSeconds = plan.watch.confirmWithinSeconds;
  return (
    coolingDown({ lock, automation }, plan, now) ??
    paused(idle, { now, pauseSeconds, changed: 'changed nothing', advice: '' })
  );
}

/**
 * Why no run may start by itself here so soon after a change in another Region, or `undefined`: two Regions must not
 * take over from each other in turn. The off switch of a Region, and its runs that changed nothing, are its own.
 */
export function heldBackElsewhere({ plan, elsewhere, now }: FactsElsewhere): string | undefined {
  return elsewhere.flatMap(({ region, ...standing }) => {
    const cooling = coolingDown(standing, plan, now);
    return cooling ? [`in ${region}, ${cooling}`] : [];
  })[0];
}

function coolingDown({ lock, automation }: Standing, plan: AutomationFacts['plan'], now: string): string | undefined {
  const lastChange = lock?.lastChange;
  const change = lastChange?.id === automation?.acknowledgedRun ? undefined : lastChange;
  const changed = 'changed something or was declined';
  const advice = '; acknowledge it to allow the next one earlier';
  return paused(change, { now, pauseSeconds: plan.cooldownSeconds, changed, advice });
}

interface Pause {
  readonly now: string;
  readonly pauseSeconds: number;
  /** What it changed, in words. */
  readonly changed: string;
  readonly advice: string;
}

function paused(last: Lock['lastChange'], { now, pauseSeconds, changed, advice }: Pause): string | undefined {
  if (!last) return undefined;
  const agoSeconds = Math.round((Date.parse(now) - Date.parse(last.endedAt)) / 1000);
  if (agoSeconds >= pauseSeconds) return undefined;
  // A time that nobody can read holds back as well: nothing unknown is taken for a pause that is over.
  const when = Number.isFinite(agoSeconds) ? `${agoSeconds} s ago` : 'at a time that cannot be read';
  return (
    `${oneLine(last.id)} ended ${when} and ${changed}: ` +
    `nothing starts by itself for ${pauseSeconds} s after it${advice}`
  );
}
