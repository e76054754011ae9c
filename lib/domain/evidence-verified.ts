import * as z from 'zod';
import { sha256Of } from './canonical-json';
import { chainProblem, type EvidenceRecord, WrittenRecord } from './evidence';
import { archiveProblem, documentSha256, evidenceKeyOf } from './evidence-archive';
import { CLOSING_STEP, hasEnded } from './evidence-ending';
import { isJson } from './json';
import { RunDocument } from './run';
import { listed, oneLine } from './text';

/** One version of a run's archive, as its bucket keeps it. */
export interface ArchivedVersion {
  readonly versionId: string;
  /** What the object holds. */
  readonly text: string;
  /** Until when Object Lock keeps it, ISO 8601 UTC. @default nothing keeps it */
  readonly retainedUntil?: string | undefined;
}

/** All that is kept of a run. */
export interface KeptOfRun {
  /** Execution ARN of the run that was asked for. @default whatever the archive is of */
  readonly runId?: string;
  /** Key of the archive; empty for a copy that has none. */
  readonly key: string;
  /** Every version of it, the oldest first. */
  readonly versions: readonly ArchivedVersion[];
  /** Whether somebody has hidden it behind a delete marker. */
  readonly isHidden: boolean;
  /** Whether versions are kept from being deleted at all; a file on a disk is not. @default true */
  readonly isLocked?: boolean;
  /** The records in the table; `undefined` where they were not read. */
  readonly table?: readonly EvidenceRecord[] | undefined;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** What verifying came to. */
export interface Verified {
  /** What is not as it was written; empty when all of it is. */
  readonly problems: readonly string[];
  /** Whether there is nothing to verify: a run that nobody knows, a file that is no archive. @default false */
  readonly isUnknown?: boolean;
  /** The records that were verified. */
  readonly records: readonly EvidenceRecord[];
  /** The run as its machine knew it. @default it was closed in its place */
  readonly document?: RunDocument;
}

const Archive = z.object({
  runId: z.string(),
  archivedAt: z.string(),
  problem: z.string().optional(),
  records: z.array(WrittenRecord),
  document: RunDocument.optional(),
});
type Archive = z.infer<typeof Archive>;

/**
 * Whether the evidence of a run is what was written: the chain of its archive is whole, it speaks of one run and its
 * plan, nothing was put over it or hides it, and the table holds the very same records.
 *
 * A chain can be computed anew by whoever alters it. What anchors it is Object Lock: the oldest version of the archive
 * is the one that was written as the run ended, and nobody can alter or delete it.
 */
export function verifiedEvidence(kept: KeptOfRun): Verified {
  const [first, ...later] = kept.versions;
  if (!first) {
    const isKnown = (kept.table ?? []).length > 0;
    const because = isKnown ? `no evidence is kept as ${kept.key}` : 'no such run is known: look at its ARN again';
    return { problems: [because], records: kept.table ?? [], isUnknown: !isKnown };
  }
  const read = archiveIn(first);
  if (typeof read === 'string') return { problems: [read], records: [], isUnknown: kept.isLocked === false };
  const problems = [
    ...(kept.runId === undefined || kept.runId === read.runId
      ? []
      : [`it is the evidence of ${oneLine(read.runId)}, not of ${oneLine(kept.runId)}`]),
    ...archiveProblems(read, kept.key),
    ...later.flatMap((version) => overwritten(version, read)),
    ...(kept.isHidden ? ['a delete marker hides the archive; the version below it is what was verified'] : []),
    ...(kept.isLocked === false ? [] : kept.versions.flatMap((version) => unlocked(version, kept.now))),
    ...tableProblems(read.records, kept.table),
  ];
  return { problems, records: read.records, ...(read.document && { document: read.document }) };
}

/** An archive, and its document as it is written there, whose digest the records hold. */
type ReadArchive = Archive & { readonly written: unknown };

function archiveIn({ text, versionId }: Pick<ArchivedVersion, 'text' | 'versionId'>): ReadArchive | string {
  try {
    const json = JSON.parse(text);
    const parsed = Archive.safeParse(json);
    if (parsed.success) return { ...parsed.data, written: json.document };
    const [issue] = parsed.error.issues;
    return oneLine(`version ${versionId} holds no evidence: ${issue?.path.join('.')}: ${issue?.message}`, 1000);
  } catch {
    return `version ${versionId} holds no evidence: it is not JSON`;
  }
}

function archiveProblems({ runId, records, document, problem, written }: ReadArchive, key: string): string[] {
  const strangers = records.filter((record) => record.runId !== runId).map(({ seq }) => String(seq));
  const chain = archiveProblem(records, document);
  return [
    ...(chain ? [chain] : []),
    ...(strangers.length > 0 ? [`record ${listed(strangers)} is of another run than ${oneLine(runId)}`] : []),
    ...afterTheEnd(records),
    ...(document ? documentProblems(document, { runId, key, records }) : []),
    ...digestProblems(records, written),
    ...(problem && problem !== chain ? [`it was incomplete when it was archived: ${oneLine(problem, 300)}`] : []),
  ];
}

/** Once a run has ended only its closing is written down. */
function afterTheEnd(records: readonly EvidenceRecord[]): string[] {
  const end = records.findIndex(({ kind }) => kind === 'ended');
  if (end < 0) return [];
  const late = records.slice(end + 1).filter(({ step }) => step !== CLOSING_STEP);
  return late.map(({ seq, step }) => `record ${seq} of ${step} was written after the run had ended`);
}

function documentProblems(
  { run, plan }: RunDocument,
  { runId, key, records }: { runId: string; key: string; records: readonly EvidenceRecord[] },
): string[] {
  const digests = records.flatMap(({ data }) => (typeof data.planSha256 === 'string' ? [data.planSha256] : []));
  return [
    ...(run.id === runId ? [] : [`the run in it is ${oneLine(run.id)}, not ${oneLine(runId)}`]),
    ...(key === '' || key === evidenceKeyOf(run) ? [] : [`it is kept as ${key}, expected ${evidenceKeyOf(run)}`]),
    ...([run.planSha256, ...digests].every((digest) => digest === sha256Of(plan))
      ? []
      : ['the plan in it is not the one whose digest was recorded']),
  ];
}

/** The record of the end holds the digest of the document; where a machine died nobody could write one. */
function digestProblems(records: readonly EvidenceRecord[], written: unknown): string[] {
  const digest = records.find(({ kind }) => kind === 'ended')?.data.documentSha256;
  if (digest === undefined) return [];
  if (!isJson(written)) return ['the document of the run is missing, and the record of its end has its digest'];
  return documentSha256(written) === digest
    ? []
    : ['the document of the run is not the one whose digest the record of its end holds'];
}

/** A run may archive twice when it could not note that it had: then one says no more than the other. */
function overwritten(version: ArchivedVersion, first: ReadArchive): string[] {
  const read = archiveIn(version);
  if (typeof read === 'string') return [`something was put over it: ${read}`];
  const isSame = first.records.every(({ sha256 }, index) => read.records[index]?.sha256 === sha256);
  return isSame && read.runId === first.runId && chainProblem(read.records) === undefined
    ? []
    : [`version ${version.versionId} was put over it and says something else`];
}

function unlocked({ versionId, retainedUntil }: ArchivedVersion, now: string): string[] {
  if (retainedUntil === undefined) return [`nothing keeps version ${versionId} from being deleted: Object Lock is off`];
  return Date.parse(retainedUntil) > Date.parse(now) ? [] : [`version ${versionId} was kept until ${retainedUntil}`];
}

/** The table goes on a little after the archive was written; what both hold is the same. */
function tableProblems(records: readonly EvidenceRecord[], table: KeptOfRun['table']): string[] {
  if (table === undefined) return [];
  const broken = chainProblem(table);
  const differing = records.filter(({ seq, sha256 }) => table.find((one) => one.seq === seq)?.sha256 !== sha256);
  const added = table.filter(({ seq, step }) => seq > records.length && step !== CLOSING_STEP);
  return [
    ...(broken ? [`in the table ${broken}`] : []),
    ...differing.map(({ seq, step }) => `record ${seq} of ${step} is not in the table as it was archived`),
    ...(hasEnded(records) ? added : []).map(({ seq, step }) => `record ${seq} of ${step} is in the table alone`),
  ];
}
