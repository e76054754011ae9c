import type { EvidenceRecord } from '../domain/evidence';
import type { Verified } from '../domain/evidence-verified';
import { oneLine } from '../domain/text';

const SENTENCE_CHARACTERS_MAX = 300;

/** What the records of a run say, a line each: what was decided and why, called, approved, and how it ended. */
export const evidenceLines = (records: readonly EvidenceRecord[]): string[] =>
  records.map(
    ({ seq, at, kind, step, because }) =>
      `${String(seq).padStart(4)}  ${at}  ${kind.padEnd(8)}  ${step}: ${oneLine(because, SENTENCE_CHARACTERS_MAX)}`,
  );

/** One sentence on whether it is what was written, and one for each thing that is not. */
export function verdictLines(run: string, { problems, records, isUnknown }: Verified, isCopy: boolean): string[] {
  const found = problems.map((problem) => `  - ${oneLine(problem, SENTENCE_CHARACTERS_MAX)}`);
  if (isUnknown) return [`there is no evidence to verify in ${run}:`, ...found];
  if (problems.length > 0) return [`the evidence of ${run} is NOT what was written:`, ...found];
  return isCopy
    ? [
        `the chain of ${run} fits itself: ${records.length} records`,
        'whoever made the copy could have computed another: verify the ARN of its run to compare it with what is kept',
      ]
    : [`the evidence of ${run} is whole: ${records.length} records, each as it was written`];
}
