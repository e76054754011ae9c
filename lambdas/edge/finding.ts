/** What one part of the world means for a takeover. Each entry is one sentence for the operator. */
export interface Finding {
  /** Why a takeover would fail, and looking again changes nothing. */
  readonly problems: readonly string[];
  /** What could not be found out, and may be at the next look. */
  readonly open: readonly string[];
  /** What holds. */
  readonly holds: readonly string[];
}

const NOTHING: Finding = { problems: [], open: [], holds: [] };

export const problem = (...problems: readonly string[]): Finding => ({ ...NOTHING, problems });
export const open = (...sentences: readonly string[]): Finding => ({ ...NOTHING, open: sentences });
export const holds = (...sentences: readonly string[]): Finding => ({ ...NOTHING, holds: sentences });

/** All findings as one. */
export const together = (findings: readonly Finding[]): Finding => ({
  problems: findings.flatMap(({ problems }) => problems),
  open: findings.flatMap((finding) => finding.open),
  holds: findings.flatMap((finding) => finding.holds),
});

/** What a read that told nothing means: the next look may know it, or no look ever will. @param what is not known */
export const unread = (
  what: string,
  { outcome, because }: { readonly outcome: 'unknown' | 'failed'; readonly because: string },
): Finding => (outcome === 'unknown' ? open : problem)(`${what} is not known: ${because}`);
