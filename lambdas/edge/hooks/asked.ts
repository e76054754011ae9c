import type { EvidenceRecord } from '../../../lib/domain/evidence';
import type { AskHook, HookReply } from '../../../lib/domain/hook';
import type { HookPoint } from '../../../lib/domain/plan-verbs';

/** What a run knows of its own asking of one hook. */
export interface Asked {
  readonly looks: number;
  /** ISO 8601 UTC; the hook's time counts from here. */
  readonly firstAt: string;
  /** When it was last asked or answered, ISO 8601 UTC. */
  readonly lastAt: string;
  /** What came of the last asking; `undefined` when the function died before it could write that down. */
  readonly reply: HookReply | undefined;
}

/** A record about a hook: `called` before it was asked, `answered` after it. */
type HookRecord = EvidenceRecord & {
  readonly data: { readonly act: AskHook; readonly status?: HookReply['status'] };
};

const isAboutHook = (record: EvidenceRecord): record is HookRecord =>
  (record.data.act as Partial<AskHook> | undefined)?.kind === 'hook';

/**
 * How often this run has asked a hook, and what it said last. Both kinds of record count, so that one that could not be
 * written makes nobody ask without a pause.
 */
export function askedIn(
  records: readonly EvidenceRecord[],
  which: { readonly point: HookPoint; readonly function: string },
): Asked | undefined {
  const about = records
    .filter(isAboutHook)
    .filter(({ data: { act } }) => act.point === which.point && act.function === which.function);
  const [first, last] = [about[0], about.at(-1)];
  if (!first || !last) return undefined;
  const { looks } = last.data.act;
  const answered = about.findLast(({ kind, data }) => kind === 'answered' && data.act.looks === looks);
  const status = answered?.data.status;
  return {
    looks,
    firstAt: first.at,
    lastAt: last.at,
    reply: answered && status && { status, because: answered.because },
  };
}
