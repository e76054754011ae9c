import { atOnce } from '../at-once';

/**
 * Stacks of one act, behind one write of the lock: 25 calls, five at one time and 3 s each, take 15 s, and 25 KB
 * fit well into the 400 KB of a record of the evidence.
 */
export const STACKS_PER_ACT_MAX = 25;
/** CloudFormation publishes no rate for changes of stacks; so many at one time are turned away seldom. */
const SENT_AT_ONCE = 5;

/**
 * Sends one call for each stack, a few at one time, until CloudFormation does not plainly take one: whoever is turned
 * away asks less, and the next look sees what is left to do.
 *
 * @param send tells whether CloudFormation took it
 * @returns the stacks that were not sent
 */
export async function sendEach<Stack>(
  stacks: readonly Stack[],
  send: (stack: Stack) => Promise<boolean>,
): Promise<readonly Stack[]> {
  for (let from = 0; from < stacks.length; from += SENT_AT_ONCE) {
    const taken = await atOnce(SENT_AT_ONCE, stacks.slice(from, from + SENT_AT_ONCE), send);
    if (!taken.every(Boolean)) return stacks.slice(from + SENT_AT_ONCE);
  }
  return [];
}
