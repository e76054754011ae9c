import { namesOf } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import type { Presence } from '../../lib/domain/presence';
import { oneLine } from '../../lib/domain/text';
import type { Sends } from './clients';
import { type Finding, holds, open, problem, unread } from './finding';
import { presenceTable } from './presence-table';
import { type Reading, reading } from './reading';

/** What another Region tells of itself. */
export interface SeenPresence {
  readonly region: string;
  /** `undefined` before its watch ran for the first time. */
  readonly presence: Reading<Pick<Presence, 'at' | 'planSha256'> | undefined>;
}

/** Who judges, and what is held against. */
export interface PresenceAsker {
  /** The Region that judges. */
  readonly region: string;
  /** ISO 8601 UTC. */
  readonly now: string;
  /** Digest of the plan that works here. */
  readonly planSha256: string;
}

/** A watch renews its presence each minute: five of them lost in a row mean that it does not run. */
export const PRESENCE_AGE_SECONDS_MAX = 300;
/** So much of a digest tells two apart, and can be read aloud. */
const SHOWN_CHARACTERS = 12;

/** What each other Region of the plan tells of itself in its own table; one that is dark tells nothing. */
export const seenPresences = (
  dynamoIn: (region: string) => Sends,
  { plan, region: here }: { readonly plan: Plan; readonly region: string },
): Promise<SeenPresence[]> =>
  Promise.all(
    plan.regions
      .filter((region) => region !== here)
      .map(async (region) => ({
        region,
        presence: await reading(
          `dynamodb:GetItem of the presence in ${region}`,
          presenceTable(dynamoIn(region), { plan: plan.name, names: namesOf(plan, region) }).read(),
        ),
      })),
  );

/**
 * Whether another Region is watched over, and by the same plan: two plans would undo each other. A watch that is silent
 * may be heard at the next look; another plan stays another one.
 */
export function judgePresence(
  { region, presence }: SeenPresence,
  { region: here, now, planSha256: ours }: PresenceAsker,
): Finding {
  if (presence.outcome !== 'read') return unread(`the plan of ${region}`, presence);
  if (!presence.value) return open(`the watch of ${region} has never told which plan it works by; deploy it there`);
  const { at, planSha256: theirs } = presence.value;
  const ageSeconds = (Date.parse(now) - Date.parse(at)) / 1000;
  // A time that is none is as good as none.
  if (!(ageSeconds <= PRESENCE_AGE_SECONDS_MAX)) {
    return open(
      `the watch of ${region} last told of its plan at ${oneLine(at, 40)}, at most ${PRESENCE_AGE_SECONDS_MAX} s ago ` +
        'are allowed; see in its log why it does not run',
    );
  }
  if (theirs === ours) return holds(`${region} works by the same plan`);
  return problem(
    `the plans differ: ${shown(theirs)} in ${region}, ${shown(ours)} in ${here}; deploy the same plan to every Region`,
  );
}

const shown = (digest: string) => oneLine(digest, SHOWN_CHARACTERS + 1);
