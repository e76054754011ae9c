import { type Decision, refuse, wait } from '../../../lib/domain/decision';
import type { Proof } from '../../../lib/domain/fence';
import { isSameLedger, type ReadLedger } from '../../../lib/domain/ledger';
import { secondsBetween } from '../../../lib/domain/seconds';
import { oneLine } from '../../../lib/domain/text';
import type { Reading } from '../../edge/reading';
import type { Input, SeenLedgers } from './seen';

/** Two looks that find the same rows are so far apart, seconds: a write that was under way has ended by then. */
export const SAME_SECONDS_MIN = 2;
/**
 * Once nothing writes any more, the rows that are under way arrive within seconds. Nobody can write meanwhile, so
 * longer than this is not waited for, seconds.
 */
export const ARRIVAL_SECONDS_MAX = 120;

/** What to do about the ledgers once all is stopped: `note` writes what was seen down, `proven` ends it. */
export type Proving =
  | { readonly kind: 'note'; readonly proof: Proof; readonly because: string }
  | { readonly kind: 'proven'; readonly ledgers: readonly ReadLedger[]; readonly because: string }
  | Decision<never, never>;

export interface ProofSeen {
  readonly proof: Proof | undefined;
  readonly ledgers: Required<SeenLedgers> & { readonly here: Reading<readonly ReadLedger[]> };
  readonly target: string;
}

/** Whether every row of the fenced Region has arrived here: its ledgers rest, and those here are the same. */
export function proving({ proof, ledgers, target }: ProofSeen, { region: here }: Pick<Input, 'region'>): Proving {
  const { there, at: now } = ledgers;
  const found = there.outcome === 'read' ? [...there.value] : [];
  if (!proof) return note({ stoppedAt: now, sameSince: now, ledgers: found }, `nothing writes in ${target} any more`);
  const isLate = secondsBetween(proof.stoppedAt, now) >= ARRIVAL_SECONDS_MAX;
  const later = (because: string) =>
    isLate
      ? refuse(`${because} ${ARRIVAL_SECONDS_MAX} s after all was stopped; ${NOTHING_PROMOTED}`)
      : wait(because, 1);

  const unread = [there, ledgers.here].find(({ outcome }) => outcome !== 'read');
  if (unread?.outcome === 'failed') return refuse(`${oneLine(unread.because)}; ${NOTHING_PROMOTED}`);
  if (there.outcome !== 'read') return later(`${oneLine(there.because)}; nobody knows what ${target} holds`);
  if (!areSame(proof.ledgers, found)) {
    const moved = `rows were still written in ${target} after all that the plan stops was stopped`;
    return isLate ? later(moved) : note({ ...proof, sameSince: now, ledgers: found }, `${moved}: ${words(found)}`);
  }
  const restedSeconds = secondsBetween(proof.sameSince, now);
  if (restedSeconds < SAME_SECONDS_MIN) {
    return wait(`${target} holds ${words(found)}; looking again whether it rests`, SAME_SECONDS_MIN);
  }
  if (ledgers.here.outcome !== 'read')
    return later(`${oneLine(ledgers.here.because)}; nobody knows what ${here} holds`);
  if (areSame(found, ledgers.here.value)) {
    return { kind: 'proven', ledgers: found, because: `${target} and ${here} hold the same: ${words(found)}` };
  }
  const both = `${target} holds ${words(found)}, ${here} holds ${words(ledgers.here.value)}`;
  return isLate
    ? refuse(`not all rows have arrived within ${ARRIVAL_SECONDS_MAX} s: ${both}; ${NOTHING_PROMOTED}`)
    : wait(`not all rows have arrived yet: ${both}`, 1);
}

const NOTHING_PROMOTED = 'nothing was promoted, and the fence is lifted';

const note = (proof: Proof, because: string) => ({ kind: 'note', proof, because }) as const;

/** The same databases with the same rows. */
export const areSame = (one: readonly ReadLedger[], other: readonly ReadLedger[]): boolean =>
  one.length === other.length &&
  one.every((ledger) => {
    const match = other.find(({ globalCluster }) => globalCluster === ledger.globalCluster);
    return match !== undefined && isSameLedger(ledger, match);
  });

/** The digest is data from outside, and says nothing to a person. */
const words = (ledgers: readonly ReadLedger[]): string =>
  ledgers
    .map(({ globalCluster, rows, digest }) => `${rows} rows of ${globalCluster} (${oneLine(digest, 12)})`)
    .join(', ') || 'nothing that is counted';
