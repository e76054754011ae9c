import type { Presence } from '../../../lib/domain/presence';
import { type Finding, holds, problem, unread } from '../../edge/finding';
import type { Reading } from '../../edge/reading';

export interface SeenRegion {
  readonly region: string;
  /** `undefined` before the watch there ran for the first time. */
  readonly presence: Reading<Pick<Presence, 'at' | 'planSha256'> | undefined>;
}

/** Each watch tells of itself once a minute; five that are missing are no accident. */
export const PRESENCE_AGE_SECONDS_MAX = 300;

/** Whether another Region is watched over, and by the same plan: two plans would fail over differently. */
export function judgeRegion(
  { region, presence }: SeenRegion,
  { now, planSha256 }: { readonly now: string; readonly planSha256: string },
): Finding {
  if (presence.outcome !== 'read') return unread(`whether the watch of ${region} runs`, presence);
  if (presence.value === undefined) {
    return problem(`the watch of ${region} has told nothing of itself: deploy the control plane there`);
  }
  const { at, planSha256: theirs } = presence.value;
  const ageSeconds = Math.floor((Date.parse(now) - Date.parse(at)) / 1000);
  if (!(ageSeconds <= PRESENCE_AGE_SECONDS_MAX)) {
    return problem(
      `the watch of ${region} told of itself last at ${at}, more than ${PRESENCE_AGE_SECONDS_MAX} s ago: see its log`,
    );
  }
  return theirs === planSha256
    ? holds()
    : problem(
        `the plan that is deployed in ${region} is another one (${theirs.slice(0, 12)}, here ` +
          `${planSha256.slice(0, 12)}): deploy the control plane in both Regions`,
      );
}
