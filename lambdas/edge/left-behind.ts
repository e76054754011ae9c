import { type HomeSeen, isOwnedBy, lastRunLeft, leftBecause } from '../../lib/domain/admission';
import type { EvidenceRecord } from '../../lib/domain/evidence';
import { countsAsChange } from '../../lib/domain/evidence-ending';
import { endOfRun, impossibleQuiet, isQuiet, type LastRun, type Lock } from '../../lib/domain/lock';
import type { Place } from '../../lib/domain/step';
import type { Sends } from './clients';
import { type Closing, type LastWordsClients, lastWords, recordsOf } from './last-words';
import { ownerOf } from './lock-owner';
import { lockTable } from './lock-table';

/** Clients of this Region. */
export interface LeftBehindClients extends LastWordsClients {
  readonly states: Sends;
  /** DynamoDB of each Region of the plan. @default what a run of another Region left behind is for others to close */
  readonly dynamoOf?: (region: string) => Sends;
}

export interface Closed {
  readonly closed: boolean;
  readonly because: string;
}

/**
 * Closes runs in the place of machines that ended without doing it. OnRunEnded and, each minute, CloseLeftBehind close
 * what has ended; AdmitRun closes the dead run before it; ChangeControls closes the run whose lock a person breaks.
 */
export interface LeftBehind {
  /**
   * Records the end, archives the evidence, tells people, and gives the lock back; that comes first where the run may
   * be alive, because a run that has kept its lock must not be said to have lost it.
   *
   * @returns false when something was written to the lock since it was observed
   * @throws when DynamoDB could not tell
   */
  close(closing: Closing): Promise<boolean>;
  /**
   * Looks at the lock of the plan here, and closes its run if that has ended and no call of it can be under way. What a
   * planned run of another Region left here is only freed: that Region records its end, and tells people.
   *
   * @param now ISO 8601 UTC
   * @throws when the lock cannot be read or written
   */
  closeIfEnded(place: Place, now: string): Promise<Closed>;
}

/** What a dead run has left to do, done in its place. Only the lock may fail it: the next run waits for that alone. */
export function leftBehind(clients: LeftBehindClients): LeftBehind {
  const lockOf = ({ plan, names }: Place) => lockTable(clients.dynamo, { plan: plan.name, names });

  const close = async (closing: Closing): Promise<boolean> => {
    const free = (records: Awaited<ReturnType<typeof recordsOf>>) =>
      lockOf(closing).close(closing.lock, lastRunOf(closing, records));
    if (!closing.broken?.mayBeAlive) return free(await lastWords(clients, closing));
    const isFree = await free(await recordsOf(clients, closing));
    if (isFree) await lastWords(clients, closing);
    return isFree;
  };

  const closeIfEnded = async ({ plan, region, names }: Place, now: string): Promise<Closed> => {
    const place = { plan, region, names };
    const table = lockOf(place);
    const first = await table.read();
    if (!first || first.state === 'free') return NO_RUN;
    const { owner, epoch } = first;
    const { states, dynamoOf } = clients;
    const homeIn = dynamoOf && { plan, dynamoOf };
    const seen = await ownerOf({ here: region, table, states, homeIn }, first, now);
    const { lock, ended, home } = seen;
    if (home) return closeForeign(lock, home);
    if (!ended) {
      return lock === first
        ? stays(`${owner} is at work under epoch ${epoch}, or nobody can tell that it is not${because(seen)}`)
        : stays(`${owner} gave the lock back itself`);
    }
    const left = `${owner} ended ${ended.status} and left the lock of epoch ${epoch} behind`;
    if (!isQuiet(lock, now)) return stays(`${left}; a call of it may be under way until ${lock.quietAt}`);
    return (await close({ ...place, lock, ended, now }))
      ? { closed: true, because: `${left}; it was closed in its place${impossibleQuiet(lock, now)}` }
      : stays(`${left}; somebody else was faster to close it`);

    /** No call of it can be under way: its guards are written to its own Region's item, which it gives back last. */
    async function closeForeign(left: Lock, home: HomeSeen): Promise<Closed> {
      const work = `${owner}, a ${left.verb} of ${home.region}`;
      if (home.outcome === 'unreachable') {
        return stays(`${work}, has this lock, and ${home.region} is not heard: ${home.because}`);
      }
      if (isOwnedBy(home.lock, owner)) return stays(`${work}, is at work under epoch ${epoch}`);
      return (await table.close(left, lastRunLeft(left, home)))
        ? { closed: true, because: `${leftBecause(left, home.region)}; it was freed` }
        : stays(`${leftBecause(left, home.region)}; somebody else was faster to free it`);
    }
  };

  return { close, closeIfEnded };
}

/** What is found in nearly every minute. */
export const NO_RUN: Closed = { closed: false, because: 'no run holds the lock' };

const because = ({ unread }: { readonly unread?: string }): string => (unread === undefined ? '' : `: ${unread}`);

const stays = (because: string): Closed => ({ closed: false, because });

const lastRunOf = ({ lock, now }: Closing, records: readonly EvidenceRecord[] | undefined): LastRun | undefined =>
  endOfRun(lock, { id: lock.owner, endedAt: now, changed: countsAsChange(lock.verb, records) });
