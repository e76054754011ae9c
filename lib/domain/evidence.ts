import * as z from 'zod';
import { sha256Of } from './canonical-json';

/**
 * The record of a run that cannot be altered unnoticed: each entry carries the hash of the one before it. Kept in the
 * table while the run lasts and under Object Lock once it has ended.
 */
export interface EvidenceRecord {
  /** 1, 2, 3 … within one run. */
  readonly seq: number;
  /** Hash of the record before, or 64 zeros for the first. */
  readonly previousSha256: string;
  /** Hash of this record without this member. */
  readonly sha256: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly runId: string;
  readonly epoch: number;
  /** `answered`: what came of a call whose answer is not seen by looking again. */
  readonly kind: 'admitted' | 'decided' | 'called' | 'answered' | 'approved' | 'failed' | 'ended';
  readonly step: string;
  readonly because: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A record as it is stored; nothing else may stand in it. */
export const WrittenRecord = z.strictObject({
  seq: z.number().int(),
  previousSha256: z.string(),
  sha256: z.string(),
  at: z.string(),
  runId: z.string(),
  epoch: z.number(),
  kind: z.enum(['admitted', 'decided', 'called', 'answered', 'approved', 'failed', 'ended']),
  step: z.string(),
  because: z.string(),
  data: z.record(z.string(), z.unknown()),
});

export type EvidenceEntry = Omit<EvidenceRecord, 'seq' | 'previousSha256' | 'sha256'>;

const NO_PREVIOUS = '0'.repeat(64);

/** The record that follows `previous` and holds `entry`. */
export function chained(previous: EvidenceRecord | undefined, entry: EvidenceEntry): EvidenceRecord {
  const body = { ...entry, seq: (previous?.seq ?? 0) + 1, previousSha256: previous?.sha256 ?? NO_PREVIOUS };
  return { ...body, sha256: sha256Of(body) };
}

/** What is wrong with a chain, or `undefined` when every record is the one that was written. */
export function chainProblem(records: readonly EvidenceRecord[]): string | undefined {
  let previous: EvidenceRecord | undefined;
  for (const record of records) {
    const { seq, previousSha256, sha256, ...entry } = record;
    const expected = chained(previous, entry);
    if (seq !== expected.seq) return `record ${expected.seq} is missing`;
    if (previousSha256 !== expected.previousSha256) return `record ${seq} does not follow record ${seq - 1}`;
    if (sha256 !== expected.sha256) return `record ${seq} was altered`;
    previous = record;
  }
  return undefined;
}
