import { DATABASE_EVENTS, type DatabaseEvent, FENCING_TIMED_OUT } from '../../../lib/domain/database-event';
import type { SeenDatabase } from './seen';

/** RDS could keep the old primary from taking writes. */
const FENCING_DONE = 'RDS-EVENT-0390';

/** What RDS has told of the fence around the old primaries, best effort. */
export interface Fencing {
  /** `blocked` only where it says so of every database. @default RDS has not told of all of them */
  readonly fencing?: 'blocked' | 'timedOut';
  /** A sentence for each database that it told of. */
  readonly because: readonly string[];
}

export function fencingOf(seen: readonly SeenDatabase[]): Fencing {
  const told = seen.map((database) => ({ database, event: fencingEvent(database) }));
  const because = told.flatMap(({ database, event }) => (event ? [sentence(database, event)] : []));
  if (told.some(({ event }) => event?.event === FENCING_TIMED_OUT)) return { fencing: 'timedOut', because };
  const isBlocked = told.length > 0 && told.every(({ event }) => event !== undefined);
  return { ...(isBlocked && { fencing: 'blocked' }), because };
}

/** One fence that timed out is not made good by another that held. */
const fencingEvent = ({ told = [] }: SeenDatabase): DatabaseEvent | undefined =>
  told.find(({ event }) => event === FENCING_TIMED_OUT) ?? told.find(({ event }) => event === FENCING_DONE);

function sentence({ globalCluster }: SeenDatabase, { event, at }: DatabaseEvent): string {
  const told = `${globalCluster}: ${DATABASE_EVENTS[event]} (${event} at ${at})`;
  return event === FENCING_TIMED_OUT
    ? `${told}: it may have taken writes until Aurora makes it a secondary; compare before a failback`
    : told;
}
