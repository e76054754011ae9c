import { STACK_CALLS } from '../../../lib/domain/stack-rate';
import type { Sends } from '../clients';
import type { Clock } from '../clock';
import { paced, type Share } from '../paced';
import type { RestoringClients } from './restored';

/**
 * What fencing takes of the rates of a Region's account, for it looks again and again: a look of which a part is turned
 * away each time would never see whether everything has stopped.
 */
const SHARES: Readonly<Record<string, Share>> = {
  /** 100 stacks are listed in 24 s. */
  cloudformation: STACK_CALLS,
  /** Of a burst of 50 changes of services, and five a second. */
  ecs: { burst: 40, perSecond: 5 },
  /** Of 50 calls about rules a second: 100 rules are seen in 3 s. */
  events: { burst: 25, perSecond: 25 },
};

/** The same clients of one Region, whose calls wait for their turn. */
export function inTurn<Clients extends RestoringClients>(clients: Clients, clock: Clock): Clients {
  const entries = Object.entries(clients).map(([name, client]: [string, Sends]) => {
    const share = SHARES[name];
    return [name, share ? paced(client, share, clock) : client];
  });
  return Object.fromEntries(entries) as Clients;
}
