import { sha256Of } from './canonical-json';
import { chainProblem, type EvidenceRecord } from './evidence';
import { CLOSING_STEP, hasEnded } from './evidence-ending';
import type { Run, RunDocument } from './run';
import { stepsIn } from './run-steps';
import { listed } from './text';

/** The evidence of an ended run as one JSON object under Object Lock. */
export interface EvidenceArchive {
  readonly runId: string;
  /** ISO 8601 UTC. */
  readonly archivedAt: string;
  /** What is wrong with `records`; absent when the chain is whole. */
  readonly problem?: string;
  /** Up to and including `ended`. */
  readonly records: readonly EvidenceRecord[];
  /**
   * The run as its machine knew it: what is left to read where records are missing.
   *
   * @default the run was closed in its place: the document ended with its execution
   */
  readonly document?: RunDocument;
}

/**
 * Digest of a run's document as CloseRun found it: what CloseRun itself adds to it afterwards does not count. The
 * `ended` record holds it, so that the chain holds the document as well.
 */
export const documentSha256 = ({ closeRun: _, ...document }: Readonly<Record<string, unknown>>): string =>
  sha256Of(document);

/** Object key of a run's evidence: sorted by time in any listing, and found from the execution's name. */
export const evidenceKeyOf = ({ startedAt, id }: Pick<Run, 'startedAt' | 'id'>): string =>
  `runs/${startedAt}-${id.slice(id.lastIndexOf(':') + 1)}.json`;

/** Object key of the report that people read: beside the evidence that it was drawn from. */
export const reportKeyOf = (evidenceKey: string): string => evidenceKey.replace(/(\.json)?$/, '.html');

/**
 * What is wrong with the records of an ended run: altered, out of order, or not all there; `undefined` when whole.
 *
 * @param document what the steps came to @default nobody knows; then only the records can tell
 */
export function archiveProblem(records: readonly EvidenceRecord[], document?: RunDocument): string | undefined {
  const broken = chainProblem(records);
  if (broken) return broken;
  const silent = document ? silentSteps(records, document) : [];
  if (silent.length > 0) return `no record says what ${listed(silent)} came to`;
  return hasEnded(records) ? undefined : 'no record says how the run ended';
}

/** Steps that are done, and no record says so. */
function silentSteps(records: readonly EvidenceRecord[], document: RunDocument): string[] {
  const recorded = new Set(records.filter(isOutcome).map(({ step }) => step));
  return stepsIn(document)
    .filter(({ name, record }) => record.status === 'done' && name !== CLOSING_STEP && !recorded.has(name))
    .map(({ name }) => name);
}

const isOutcome = ({ kind }: EvidenceRecord) => kind === 'admitted' || kind === 'decided';
