import type { RegionJudgement } from '../../../lib/domain/probe';
import type { Reading } from '../../edge/reading';

export interface Alarm {
  /** OK, ALARM or INSUFFICIENT_DATA. */
  readonly state: string;
  /** ISO 8601 UTC; absent when CloudWatch does not say. */
  readonly since?: string;
  /** False when somebody has disabled its actions. */
  readonly actionsEnabled: boolean;
}

/** `undefined` was read when there is no such alarm. */
export type SeenAlarm = Reading<Alarm | undefined>;

/** Which alarm is judged. */
export interface AlarmName {
  readonly alarm: string;
  /** How sentences call it. */
  readonly called: string;
  /** Where it stands, in words: `here`, or `in eu-west-1`. */
  readonly where: string;
}

/** Whether somebody has disabled an alarm's actions: what it says stays true, and is to start nothing by itself. */
export const isSilenced = (seen: SeenAlarm): boolean => seen.outcome === 'read' && seen.value?.actionsEnabled === false;

/** Whether an alarm says that a Region is down. One that is missing, without data or unreadable says nothing. */
export function judgeAlarm(seen: SeenAlarm, { alarm, called, where }: AlarmName): RegionJudgement {
  if (seen.outcome !== 'read') return { verdict: 'unknown', because: `${called} cannot be read (${seen.because})` };
  if (seen.value === undefined) return { verdict: 'unknown', because: `there is no alarm ${alarm} ${where}` };
  const { state, since } = seen.value;
  const verdict = state === 'ALARM' ? 'down' : state === 'OK' ? 'alive' : 'unknown';
  return { verdict, because: `${called} says ${state}${since ? ` since ${since}` : ''}` };
}
