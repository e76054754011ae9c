import { act, type Decision, done, wait } from '../../../lib/domain/decision';
import type { EvidenceEntry, EvidenceRecord } from '../../../lib/domain/evidence';
import { archiveProblem, evidenceKeyOf } from '../../../lib/domain/evidence-archive';
import {
  type Archived,
  archivedIn,
  CLOSING_STEP,
  countsAsChange,
  hasEnded,
  type Told,
  toldIn,
} from '../../../lib/domain/evidence-ending';
import type { LastRun, Lock } from '../../../lib/domain/lock';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { outcomeOf, topicsOf } from '../../../lib/report/notification';
import type { closeRun } from './step';

/** Something that did not work, and when. */
export interface Trouble {
  readonly because: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** What this execution environment remembers of the run, in case the records cannot. */
export interface Notes {
  /** The latest attempt to record; absent when it worked. */
  readonly recording?: Trouble | undefined;
  /** The latest attempt to archive; absent when it worked. */
  readonly archiving?: Trouble | undefined;
  readonly archived?: Archived | undefined;
  readonly told?: Told | undefined;
}

export interface SeenEnding {
  readonly evidence: readonly EvidenceRecord[] | Trouble;
  readonly lock: Lock | Trouble | undefined;
  readonly notes: Notes;
}

/** What the step adds to an entry: when, which run, which epoch. */
export type Entry = Pick<EvidenceEntry, 'kind' | 'step' | 'because' | 'data'>;

export type Act =
  | { readonly kind: 'record'; readonly entry: Entry }
  | { readonly kind: 'archive'; readonly archived: Archived; readonly records: readonly EvidenceRecord[] }
  | {
      readonly kind: 'tell';
      readonly topics: readonly string[];
      readonly archived: Archived;
      /** `undefined` where they cannot be read. */
      readonly records: readonly EvidenceRecord[] | undefined;
    }
  | {
      readonly kind: 'release';
      readonly epoch: number;
      /** @default the one before stays: a settle is nobody's last run */
      readonly lastRun?: LastRun;
    };

type Input = InputOf<typeof closeRun>;
type Verdict = Decision<Act, OutputOf<typeof closeRun>>;

/**
 * How long evidence that cannot be written is tried again, seconds. A throttled call or a lost packet is over by then;
 * after it people are told and the lock is given back without: the log and the run's history still hold every sentence.
 */
export const PATIENCE_SECONDS = 20;
/** Pause between two attempts, seconds. */
const PAUSE_SECONDS = 2;
/** A cause can hold 32,768 characters of a stack trace; a record shows the sentence it begins with. */
const SENTENCE_CHARACTERS_MAX = 2000;

/** Record, archive, tell, give back the lock: each only if it is still to do, so that repeating it is harmless. */
export function decide(seen: SeenEnding, input: Input): Verdict {
  const archived = archiveOf(seen, input);
  return (
    recording(seen, input) ??
    archiving(seen, input) ??
    telling(seen, input, archived) ??
    releasing(seen, input) ??
    closed(seen, archived)
  );
}

function recording({ evidence, notes }: SeenEnding, input: Input): Verdict | undefined {
  if (!isRead(evidence)) return isPatient(input) ? wait(`the evidence cannot be read: ${evidence.because}`) : undefined;
  const [entry] = missingEntries(evidence, input);
  return entry && attempt(notes.recording, input, act({ kind: 'record', entry }, entry.because));
}

/** First what failed, then how it ended: the end is recorded once, and after it nothing that matters. */
function missingEntries(records: readonly EvidenceRecord[], { document: { failures } }: Input): Entry[] {
  const failed = failures
    .filter((failure) => !records.some((record) => record.kind === 'failed' && isAbout(record, failure)))
    .map(
      ({ step, kind, because, at }): Entry => ({
        kind: 'failed',
        step,
        because: oneLine(because, SENTENCE_CHARACTERS_MAX),
        data: { kind, at },
      }),
    );
  if (hasEnded(records)) return failed;
  const because = `the run has ended: ${outcomeOf(failures)}`;
  return [...failed, { kind: 'ended', step: CLOSING_STEP, because, data: { failures: failures.length } }];
}

const isAbout = ({ step, data }: EvidenceRecord, failure: Input['document']['failures'][number]) =>
  step === failure.step && data.kind === failure.kind && data.at === failure.at;

function archiving(seen: SeenEnding, input: Input): Verdict | undefined {
  if (notedArchive(seen)) return undefined;
  const problem = problemIn(seen, input);
  const flag = problem ? `, although ${problem}` : '';
  const evidenceKey = evidenceKeyOf(input.run);
  const archived = { evidenceKey, ...(problem && { problem }) };
  return attempt(
    seen.notes.archiving,
    input,
    act(
      { kind: 'archive', archived, records: recordsIn(seen) ?? [] },
      `archiving the evidence as ${evidenceKey}${flag}`,
    ),
  );
}

function telling(seen: SeenEnding, input: Input, archived: Archived): Verdict | undefined {
  if (notedTold(seen) || isNoNews(input)) return undefined;
  const topics = topicsOf(input);
  return act(
    { kind: 'tell', topics, archived, records: recordsIn(seen) },
    `telling ${topics.length} ${topics.length === 1 ? 'topic' : 'topics'}`,
  );
}

/** A settle that went well changed nothing that anybody would notice. */
const isNoNews = ({ run, document }: Input) => run.verb === 'settle' && document.failures.length === 0;

/**
 * By owner and not by epoch: a run that took the lock, or only meant to, and died before it could say so gives it back
 * as well. A lock that somebody else has closed in the meantime is nobody's to give.
 */
function releasing(seen: SeenEnding, { run, now }: Input): Verdict | undefined {
  const { lock } = seen;
  if (lock === undefined) return undefined;
  if ('because' in lock) return wait(`the lock cannot be read: ${lock.because}`);
  if (lock.state === 'free' || lock.owner !== run.id) return undefined;
  const changed = countsAsChange(recordsIn(seen));
  const lastRun = run.verb === 'settle' ? {} : { lastRun: { id: run.id, endedAt: now, changed } };
  return act({ kind: 'release', epoch: lock.epoch, ...lastRun }, `giving back the lock of epoch ${lock.epoch}`);
}

function closed(seen: SeenEnding, { evidenceKey, problem }: Archived): Verdict {
  const untold = notedTold(seen)?.untold ?? [];
  const flags = [
    ...(problem ? [`the evidence is incomplete: ${problem}`] : []),
    ...(untold.length > 0 ? [`could not be told: ${untold.join(', ')}`] : []),
  ];
  return done(
    { evidenceKey, untold: [...untold], ...(problem && { evidenceProblem: problem }) },
    ['the run is closed and holds no lock', ...flags].join('; '),
  );
}

/** An attempt, and after a failed one: a pause, another try, and in the end going on without. */
function attempt(trouble: Trouble | undefined, input: Input, next: Verdict): Verdict | undefined {
  if (!trouble) return next;
  if (!isPatient(input)) return undefined;
  const agoSeconds = (Date.parse(input.now) - Date.parse(trouble.at)) / 1000;
  return agoSeconds < PAUSE_SECONDS ? wait(`trying again: ${trouble.because}`, PAUSE_SECONDS) : next;
}

const isPatient = ({ elapsedSeconds }: Input) => elapsedSeconds < PATIENCE_SECONDS;

const isRead = (evidence: SeenEnding['evidence']): evidence is readonly EvidenceRecord[] => Array.isArray(evidence);

function archiveOf(seen: SeenEnding, input: Input): Archived {
  const evidenceKey = evidenceKeyOf(input.run);
  const { archiving: trouble } = seen.notes;
  return (
    notedArchive(seen) ?? {
      evidenceKey,
      problem: trouble ? `it could not be archived: ${trouble.because}` : undefined,
    }
  );
}

function problemIn({ evidence, notes }: SeenEnding, { document }: Input): string | undefined {
  if (!isRead(evidence)) return `the records could not be read: ${oneLine(evidence.because)}`;
  if (notes.recording) return `records could not be written: ${oneLine(notes.recording.because)}`;
  return archiveProblem(evidence, document);
}

const recordsIn = ({ evidence }: SeenEnding): readonly EvidenceRecord[] | undefined =>
  isRead(evidence) ? evidence : undefined;

/** What was written down about this work: in the records, or where those fail, in the notes. */
const notedArchive = (seen: SeenEnding) => archivedIn(recordsIn(seen) ?? []) ?? seen.notes.archived;
const notedTold = (seen: SeenEnding) => toldIn(recordsIn(seen) ?? []) ?? seen.notes.told;
