import { atOnce } from '../at-once';
import type { Clock } from '../clock';

/**
 * Stacks of one act: 25 calls, five at one time and 3 s each, take 15 s, and 25 KB fit well into the 400 KB of a record
 * of the evidence.
 */
export const STACKS_PER_ACT_MAX = 25;
/**
 * CloudFormation publishes no rate for changes of stacks; so many at one time are turned away seldom. And so many are
 * under way at most when a run that gives way loses its lock: each five are sent behind a write of the lock.
 */
const SENT_AT_ONCE = 5;
/**
 * So long after the look began on which the act rests, no more are sent: it began in the first half of 60 s, and the
 * last calls end within 10 s. An invocation that is cut off forgets what it was answered.
 */
const SENT_SECONDS_MAX = 20;

/** When the act's look began, what time it is, and who has the lock. */
export interface Sending {
  /** ISO 8601 UTC. */
  readonly now: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Writes the lock, as was done before the act. @returns whether it is still this run's */
  stillOwns(): Promise<boolean>;
}

/**
 * Sends one call for each stack, a few at one time, until the time is over, the lock is another run's, or
 * CloudFormation does not plainly take one: whoever is turned away asks less. The next look sees what is left to do.
 *
 * @param send tells whether CloudFormation took it
 * @returns the stacks that were not sent
 */
export async function sendEach<Stack>(
  stacks: readonly Stack[],
  send: (stack: Stack) => Promise<boolean>,
  { now, clock, stillOwns }: Sending,
): Promise<readonly Stack[]> {
  const isOver = () => clock.now() - Date.parse(now) > SENT_SECONDS_MAX * 1000;
  let isTurnedAway = false;
  const taken = await atOnce(
    SENT_AT_ONCE,
    stacks,
    async (stack) => {
      if (!(await send(stack))) isTurnedAway = true;
    },
    async () => isTurnedAway || isOver() || !(await stillOwns()) || isOver(),
  );
  return stacks.slice(taken.length);
}
