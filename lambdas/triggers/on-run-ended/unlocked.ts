import type { EvidenceRecord } from '../../../lib/domain/evidence';
import { archivedIn, hasEnded, toldIn, wasClosedInPlace } from '../../../lib/domain/evidence-ending';
import type { Lock } from '../../../lib/domain/lock';
import type { Place } from '../../../lib/domain/step';
import type { Verb } from '../../../lib/domain/verbs';
import { evidenceTable } from '../../edge/evidence-table';
import { endOf } from '../../edge/execution-end';
import { lastWords } from '../../edge/last-words';
import type { Closed, LeftBehindClients } from '../../edge/left-behind';
import { lockTable } from '../../edge/lock-table';

/** A run that an event says has ended. */
export interface EndedRun {
  /** Execution ARN. */
  readonly run: string;
  readonly verb: Verb;
}

/**
 * Closes a run that died before it had the lock, or after it gave it back: by the lock nobody would find it. One that
 * still has the lock is closed with it, as soon as no call of it can be under way.
 *
 * @param now ISO 8601 UTC
 * @throws when lock or records cannot be read, so that Lambda repeats the event
 */
export async function closeUnlocked(
  clients: LeftBehindClients,
  place: Place,
  { run, verb, now }: EndedRun & { readonly now: string },
): Promise<Closed> {
  const { plan, region, names } = place;
  // Nobody records a check's end in its place: it changes nothing, and the age of its result tells.
  if (verb === 'check') return stays('a check leaves nothing behind');
  const held = await lockTable(clients.dynamo, { plan: plan.name, names }).read();
  if (held && held.state !== 'free' && held.owner === run) return stays(`${run} still has the lock`);
  const { ended } = await endOf(clients.states, { owner: run, since: now }, now);
  if (!ended) return stays(`${run} is at work, or nobody can tell that it is not`);
  const records = () => evidenceTable(clients.dynamo, names).read(run);
  const before = await records();
  // Whoever closed it in its place may have come no further than its end.
  if (hasEnded(before) && !wasClosedInPlace(before)) return stays(`${run} has recorded its end`);
  if (unfinished(before) === undefined) return stays(`${run} was closed in its place`);
  await lastWords(clients, { plan, region, names, now, ended, lock: noLockOf({ run, verb, now }) });
  // No lock stands for it: who does not finish this now is not asked again, unless Lambda repeats the event.
  const problem = unfinished(await records());
  if (problem) throw new Error(`${run} is not closed whole: ${problem}`);
  return {
    closed: true,
    because: `${run} ended ${ended.status} without the lock and without a word; it was closed in its place`,
  };
}

/** What of the last words is missing. */
function unfinished(records: readonly EvidenceRecord[]): string | undefined {
  if (!hasEnded(records)) return 'its end is not recorded';
  if (!archivedIn(records)) return 'its evidence is not archived';
  return toldIn(records) ? undefined : 'nobody was told';
}

const stays = (because: string): Closed => ({ closed: false, because });

/** What stands in the place of a lock for a run that has none. */
const noLockOf = ({ run, verb, now }: EndedRun & { readonly now: string }): Lock => ({
  ...{ owner: run, verb, state: 'free', epoch: 0, version: 0 },
  ...{ since: now, quietAt: now },
});
