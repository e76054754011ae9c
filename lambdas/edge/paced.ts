import type { Sends } from './clients';
import type { Clock } from './clock';

/** What one function takes of a rate that all callers of an account share. */
export interface Share {
  /** Calls that begin at once. */
  readonly burst: number;
  /** Calls that begin in each second after those. */
  readonly perSecond: number;
}

/**
 * The same client, whose calls wait for their turn, in the order in which they come: what would be turned away costs a
 * whole look, and takes from everybody else in the account.
 */
export function paced<Client extends Sends>(client: Client, { burst, perSecond }: Share, clock: Clock): Sends {
  const everyMilliseconds = 1000 / perSecond;
  /** When the next call would begin if none came early. */
  let due = 0;
  return {
    async send(command) {
      const now = clock.now();
      const at = Math.max(now, due - (burst - 1) * everyMilliseconds);
      due = Math.max(due, at) + everyMilliseconds;
      if (at > now) await clock.sleep(at - now);
      return client.send(command);
    },
  };
}
