import { act, type Decision, done, wait } from '../../../lib/domain/decision';
import type { EvidenceEntry, EvidenceRecord } from '../../../lib/domain/evidence';
import { archiveProblem, documentSha256, evidenceKeyOf } from '../../../lib/domain/evidence-archive';
import {
  type Archived,
  archivedIn,
  CLOSING_STEP,
  countsAsChange,
  hasEnded,
  type Told,
  toldIn,
} from '../../../lib/domain/evidence-ending';
import { endOfRun, type LastRun, type Lock } from '../../../lib/domain/lock';
import { stepSecondsIn } from '../../../lib/domain/run-steps';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed, oneLine } from '../../../lib/domain/text';
import { standingOfVerb, type Verb } from '../../../lib/domain/verbs';
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
  /** What its steps took was written down, or could not be. */
  readonly timed?: true;
  /** Regions whose lock could not be given back. @default none */
  readonly unfreed?: readonly string[];
}

export interface SeenEnding {
  readonly evidence: readonly EvidenceRecord[] | Trouble;
  readonly lock: Lock | Trouble | undefined;
  /** The locks of the other Regions, for a planned run, which holds them all. @default none */
  readonly elsewhere?: readonly { readonly region: string; readonly lock: Lock | Trouble | undefined }[];
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
  | { readonly kind: 'time'; readonly seconds: Readonly<Record<string, number>> }
  | {
      readonly kind: 'release';
      /** Whose lock. @default this Region's */
      readonly region?: string;
      readonly epoch: number;
      /** @default the one before stays: the run was not there to move users */
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
/** Why a Region was not heard: holds a denial with its action and resource, and leaves room for other Regions. */
const UNHEARD_CHARACTERS_MAX = 400;

/** Record, archive, tell, give back the locks: each only if it is still to do, so that repeating it is harmless. */
export function decide(seen: SeenEnding, input: Input): Verdict {
  const archived = archiveOf(seen, input);
  return (
    recording(seen, input) ??
    archiving(seen, input) ??
    telling(seen, input, archived) ??
    timing(seen, input) ??
    releasingElsewhere(seen, input) ??
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
function missingEntries(records: readonly EvidenceRecord[], { document }: Input): Entry[] {
  const { failures } = document;
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
  const data = {
    failures: failures.length,
    seconds: stepSecondsIn(document),
    documentSha256: documentSha256(document),
    ...releaseIn(document),
  };
  return [...failed, { kind: 'ended', step: CLOSING_STEP, because, data }];
}

/** The release that CheckReadiness has verified: its id and commit, and the very object that it was read from. */
function releaseIn({ checkReadiness }: Input['document']) {
  const { release } = ((checkReadiness ?? {}) as { readonly output?: { readonly release?: unknown } }).output ?? {};
  return release === undefined ? {} : { release };
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

/** What goes well in these has changed nothing that anybody would notice. */
const UNNOTICED: readonly Verb[] = ['settle', 'drill'];

/** What went well and left everything as it was is no news; of a check the alarm on its metric tells. */
function isNoNews({ run, document }: Input): boolean {
  if (run.verb === 'check') return true;
  if (document.failures.length > 0) return false;
  if (run.verb === 'retire') return retiredIn(document).length === 0;
  return UNNOTICED.includes(run.verb);
}

function retiredIn({ retireStacks }: Input['document']): readonly unknown[] {
  const { output } = (retireStacks ?? {}) as { readonly output?: { readonly retired?: readonly unknown[] } };
  return output?.retired ?? [];
}

/** For those who ask how long the next run will take. It fails nothing, and is tried once. */
function timing({ notes }: SeenEnding, { document }: Input): Verdict | undefined {
  const seconds = stepSecondsIn(document);
  if (notes.timed || Object.keys(seconds).length === 0) return undefined;
  return act({ kind: 'time', seconds }, 'writing down how long each step took');
}

/** This Region's own lock goes last: while it names the run, whoever finds the run in another one asks here. */
function releasingElsewhere({ elsewhere = [], notes, evidence }: SeenEnding, input: Input): Verdict | undefined {
  const held = elsewhere.find(({ region, lock }) => isHeldBy(lock, input) && !notes.unfreed?.includes(region));
  if (!held) return undefined;
  const { epoch } = held.lock as Lock;
  const ending = endingOf(evidence, input);
  return act({ kind: 'release', region: held.region, epoch, ...ending }, `giving back the lock of ${held.region}`);
}

/** Regions whose lock this run may still hold, each with its name and, where it was not heard, why. */
function unfreedIn({ elsewhere = [], notes }: SeenEnding): ReadonlyMap<string, string> {
  const silent = elsewhere.flatMap(({ region, lock }) =>
    lock && 'because' in lock
      ? [[region, `${region} (${oneLine(lock.because, UNHEARD_CHARACTERS_MAX)})`] as const]
      : [],
  );
  return new Map([...(notes.unfreed ?? []).map((region) => [region, region] as const), ...silent]);
}

const isHeldBy = (lock: Lock | Trouble | undefined, { run }: Input): lock is Lock =>
  lock !== undefined && !('because' in lock) && lock.state !== 'free' && lock.owner === run.id;

/**
 * By owner and not by epoch: a run that took the lock, or only meant to, and died before it could say so gives it back
 * as well. A lock that somebody else has closed in the meantime is nobody's to give, and a check never had one.
 */
function releasing({ lock, evidence }: SeenEnding, input: Input): Verdict | undefined {
  if (lock === undefined || standingOfVerb(input.run.verb).takes === 'none') return undefined;
  if ('because' in lock) return wait(`the lock cannot be read: ${lock.because}`);
  if (!isHeldBy(lock, input)) return undefined;
  const ending = endingOf(evidence, input);
  return act({ kind: 'release', epoch: lock.epoch, ...ending }, `giving back the lock of epoch ${lock.epoch}`);
}

/** What the locks remember of this run. */
function endingOf(evidence: SeenEnding['evidence'], { run, now }: Input): { readonly lastRun?: LastRun } {
  const changed = countsAsChange(run.verb, isRead(evidence) ? evidence : undefined);
  const lastRun = endOfRun(run, { id: run.id, endedAt: now, changed });
  return lastRun ? { lastRun } : {};
}

function closed(seen: SeenEnding, { evidenceKey, problem, reportProblem }: Archived): Verdict {
  const untold = notedTold(seen)?.untold ?? [];
  const named = unfreedIn(seen);
  const unfreed = [...named.keys()];
  const flags = [
    ...(unfreed.length > 0
      ? [`${listed([...named.values()])} could not be reached: where the lock names this run, the watch there frees it`]
      : []),
    ...(problem ? [`the evidence is incomplete: ${problem}`] : []),
    ...(reportProblem ? [`its report could not be written: ${reportProblem}`] : []),
    ...(untold.length > 0 ? [`could not be told: ${untold.join(', ')}`] : []),
  ];
  return done(
    {
      evidenceKey,
      untold: [...untold],
      ...(unfreed.length > 0 && { unfreed }),
      ...(problem && { evidenceProblem: problem }),
    },
    [unfreed.length > 0 ? 'the run is closed' : 'the run is closed and holds no lock', ...flags].join('; '),
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
