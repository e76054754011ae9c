import type { Lock } from './lock';
import { secondsBetween } from './seconds';
import { oneLine } from './text';
import { standingOfVerb } from './verbs';

/**
 * How long the chores that read every template make way for one run, seconds. A switchover: one hourly look of each at
 * most, and every alarm on one that is missing waits for a second. A failover: two. A check in the middle of one finds
 * a Region that is lost and another that is half moved, and is red whatever else it reads; the alarm on a look for
 * drift that is missing waits for a third. A lock that a dead run has left is given back within minutes; where even
 * that fails, it keeps nobody from looking for longer than this.
 */
export const MAKES_WAY_SECONDS_MAX = { switchover: 3600, failover: 7200 } as const;

/** Two clocks differ by less; what is said to begin later than that was written by no run. */
const CLOCK_SKEW_SECONDS_MAX = 60;

/**
 * Why a chore that reads every template leaves CloudFormation to the run that moves users here, or `undefined`. They
 * share one rate, users wait for the run, and nobody waits for the chore: it comes again within the hour. Drills,
 * prewarms and upkeep have no such claim: whatever they cannot do now, they do later.
 *
 * @param now ISO 8601 UTC
 */
export function makesWayFor(lock: Lock | undefined, now: string): string | undefined {
  if (lock === undefined || lock.state === 'free' || !standingOfVerb(lock.verb).movesUsers) return undefined;
  const { owner, verb, since } = lock;
  const seconds = secondsBetween(since, now);
  const secondsMax = MAKES_WAY_SECONDS_MAX[verb === 'switchover' ? verb : 'failover'];
  return seconds >= -CLOCK_SKEW_SECONDS_MAX && seconds < secondsMax
    ? `the ${verb} ${oneLine(owner)} is under way since ${oneLine(since, 40)}, and CloudFormation's rate is left to it`
    : undefined;
}
