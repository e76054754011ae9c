import * as z from 'zod';
import { type Decision, wait } from '../../lib/domain/decision';
import type { EvidenceEntry } from '../../lib/domain/evidence';
import { Failure } from '../../lib/domain/failure';
import { namesOf } from '../../lib/domain/names';
import { pauseSeconds } from '../../lib/domain/pace';
import { type RunDocument, type Sentence, StepRecord } from '../../lib/domain/run';
import { newestSaid, sentenceOf } from '../../lib/domain/run-size';
import { type AnyStep, type InputOf, keyOf, type OutputOf } from '../../lib/domain/step';
import { oneLine } from '../../lib/domain/text';
import { standingOfVerb } from '../../lib/domain/verbs';
import { type Clock, isoAt } from './clock';
import type { EvidenceTable } from './evidence-table';
import type { LockTable } from './lock-table';
import type { Log } from './log';
import { readRun } from './read-run';
import { isTransient } from './transient';

/** The three moves of a step. Only `decide` holds judgement, and it is pure. */
export interface Moves<S extends AnyStep, Seen, Act> {
  look(input: InputOf<S>): Promise<Seen>;
  decide(seen: Seen, input: InputOf<S>): Decision<Act, OutputOf<S>>;
  /**
   * @param stillOwns writes the lock again and tells whether it is still this run's: for an act of many calls, of which
   * few may be under way once it is not
   */
  perform(act: Act, input: InputOf<S>, stillOwns: () => Promise<boolean>): Promise<void>;
  /** What of an act is kept in the evidence. @default all of it */
  recorded?(act: Act): unknown;
}

/** What every step handler touches the world with, besides its own service. */
export interface Edge {
  readonly clock: Clock;
  readonly log: Log;
  lock(document: RunDocument): LockTable;
  evidence(document: RunDocument): Pick<EvidenceTable, 'append' | 'read'>;
}

/** What is known about the run and this invocation while a step looks and acts. */
interface Visit<S extends AnyStep> {
  readonly step: S;
  readonly edge: Edge;
  readonly document: RunDocument;
  readonly epoch: number;
  readonly usualSeconds: number | undefined;
  readonly firstLookAt: string;
  readonly beganAt: number;
  readonly said: Sentence[];
  looks: number;
}

/** A changing world may need several moves in one invocation; a step that never settles must not spin. */
const MOVES_PER_INVOCATION_MAX = 100;
/** What a started look and perform may still need: no new one begins with less than this share of the time left. */
const RESERVED_SHARE = 0.5;
/** Clocks of two Lambda hosts differ by far less than this. */
const CLOCK_SKEW_SECONDS = 5;

/**
 * The Lambda behind a step: look, decide, perform, and look again, until it is done, must wait, or its time is used up.
 *
 * Looking comes first each time, so a crash after a change, a retry and a duplicate start all come to the same harmless
 * thing. Before each perform of a fenced step the lock is written: only the owner of the epoch may change the world.
 *
 * @throws Failure joined, refused or overdue: Step Functions catches these by name and never retries them
 */
export function stepHandler<S extends AnyStep, Seen, Act>(step: S, moves: Moves<S, Seen, Act>, edge: Edge) {
  return async (event: unknown): Promise<StepRecord> => {
    const visit = begin(step, edge, event);
    for (let move = 0; move < MOVES_PER_INVOCATION_MAX; move++) {
      const input = inputOf(visit);
      visit.looks += 1;
      const decision = await judged(moves, input);
      say(visit, decision);
      if (decision.kind === 'done') return finished(visit, decision.output, decision.because);
      refuseOrJoin(decision);
      if (input.elapsedSeconds >= step.overdueSeconds(input.plan)) {
        throw new Failure('overdue', `not done after ${Math.floor(input.elapsedSeconds)} s: ${decision.because}`);
      }
      if (decision.kind === 'wait') {
        return pending(visit, decision.because, pauseAfter(decision, visit, input));
      }
      if (decision.kind === 'act') {
        const recorded = moves.recorded?.(decision.act) ?? decision.act;
        await change(visit, { act: recorded, because: decision.because }, () =>
          moves.perform(decision.act, input, () => stillOwns(visit)),
        );
      }
      if (timeIsUsedUp(visit)) break;
    }
    return pending(visit, visit.said.at(-1)?.because ?? step.purpose, 1);
  };
}

/** Throttling, a lost packet or a service in trouble passes; until then the step waits as for any other world. */
async function judged<S extends AnyStep, Seen, Act>(
  moves: Moves<S, Seen, Act>,
  input: InputOf<S>,
): Promise<Decision<Act, OutputOf<S>>> {
  let seen: Seen;
  try {
    seen = await moves.look(input);
  } catch (error) {
    if (!isTransient(error)) throw error;
    return wait(`cannot look: ${oneLine(String(error))}`);
  }
  const decision = moves.decide(seen, input);
  return { ...decision, because: sentenceOf(decision.because) };
}

/** Of admit-run's record, what every later step needs. */
const Admitted = z.object({
  output: z.object({ epoch: z.number(), usualSeconds: z.record(z.string(), z.number()).optional() }),
});
const PreviousRecord = StepRecord.optional();

function begin<S extends AnyStep>(step: S, edge: Edge, event: unknown): Visit<S> {
  const document = readRun(event);
  const previous = PreviousRecord.parse(document[keyOf(step)]);
  const admitted = Admitted.safeParse(document.admitRun);
  const beganAt = edge.clock.now();
  return {
    step,
    edge,
    document,
    epoch: admitted.data?.output.epoch ?? 0,
    usualSeconds: admitted.data?.output.usualSeconds?.[step.name],
    firstLookAt: previous?.firstLookAt ?? isoAt(beganAt),
    beganAt,
    said: [],
    looks: previous?.looks ?? 0,
  };
}

function inputOf<S extends AnyStep>({ step, edge, document, epoch, firstLookAt }: Visit<S>): InputOf<S> {
  const now = edge.clock.now();
  const { plan, run, request } = document;
  const reads = step.reads.map((read: AnyStep) => [keyOf(read), outputIn(document, read)]);
  const mayRead = (step.mayRead ?? [])
    .filter((read: AnyStep) => document[keyOf(read)] !== undefined)
    .map((read: AnyStep) => [keyOf(read), outputIn(document, read)]);
  return {
    plan,
    region: run.region,
    names: namesOf(plan, run.region),
    run,
    request,
    epoch,
    elapsedSeconds: (now - Date.parse(firstLookAt)) / 1000,
    now: isoAt(now),
    document,
    ...Object.fromEntries([...reads, ...mayRead]),
  } as InputOf<S>;
}

/** An earlier step's output, read with the schema it was written with. */
const outputIn = (document: RunDocument, step: AnyStep): unknown =>
  doneRecordOf(step).parse(document[keyOf(step)]).output;

/** A schema is compiled when it first reads something, which takes longer than to read. */
const doneRecords = new WeakMap<AnyStep, z.ZodType<{ output: unknown }>>();

function doneRecordOf(step: AnyStep): z.ZodType<{ output: unknown }> {
  const known = doneRecords.get(step) ?? z.object({ status: z.literal('done'), output: step.output });
  doneRecords.set(step, known);
  return known;
}

function say<S extends AnyStep>(
  { step, edge, document, epoch, said, looks }: Visit<S>,
  decision: Decision<unknown, unknown>,
) {
  const { kind, because } = decision;
  said.push({ at: isoAt(edge.clock.now()), because });
  edge.log({ step: step.name, kind, because, look: looks, runId: document.run.id, epoch });
}

function refuseOrJoin({ kind, because }: Decision<unknown, unknown>): void {
  if (kind === 'refuse') throw new Failure('refused', because);
  if (kind === 'join') throw new Failure('joined', because);
}

async function change<S extends AnyStep>(
  visit: Visit<S>,
  { act, because }: { act: unknown; because: string },
  perform: () => Promise<void>,
): Promise<void> {
  const { step, document, epoch } = visit;
  if (step.fenced) {
    if (!(await stillOwns(visit))) {
      // Some runs are made to give way: that is no failure of theirs.
      throw new Failure(
        standingOfVerb(document.run.verb).givesWay ? 'joined' : 'refused',
        `this run no longer owns epoch ${epoch}: another run took over, and this one stops here`,
      );
    }
    const called = { kind: 'called', because, data: { act } } as const;
    await (step.mustRecord ? append(visit, called) : record(visit, called));
  }
  await perform();
}

/** The write of the lock that stands before each change. @returns whether this run owns its epoch */
function stillOwns<S extends AnyStep>({ step, edge, document, epoch }: Visit<S>): Promise<boolean> {
  const quietAt = isoAt(edge.clock.now() + (step.timeoutSeconds + CLOCK_SKEW_SECONDS) * 1000);
  return edge.lock(document).guard(document.run.id, epoch, quietAt);
}

type Said = Pick<EvidenceEntry, 'kind' | 'because' | 'data'>;

const append = <S extends AnyStep>({ step, edge, document, epoch }: Visit<S>, said: Said): Promise<void> =>
  edge
    .evidence(document)
    .append({ at: isoAt(edge.clock.now()), runId: document.run.id, epoch, step: step.name, ...said });

/** Evidence that cannot be written must not stop a recovery: the log keeps the sentence, close-run reports the gap. */
async function record<S extends AnyStep>(visit: Visit<S>, said: Said): Promise<void> {
  const { step, edge, document } = visit;
  try {
    await append(visit, said);
  } catch (error) {
    edge.log({
      step: step.name,
      kind: 'evidence-missing',
      because: said.because,
      error: String(error),
      runId: document.run.id,
    });
  }
}

async function finished<S extends AnyStep>(visit: Visit<S>, output: unknown, because: string): Promise<StepRecord> {
  const written = visit.step.output.parse(output);
  const kind = visit.step.evidence ?? 'decided';
  const { verb, planSha256 } = visit.document.run;
  const data = kind === 'admitted' ? { verb, planSha256 } : {};
  if (kind !== 'own') await record(admitted(visit, written), { kind, because, data });
  return { ...recordOf(visit, because), status: 'done', lookAgainSeconds: 0, output: written };
}

/** The visit under the epoch that admit-run has just taken. */
const admitted = <S extends AnyStep>(visit: Visit<S>, output: { epoch?: number }): Visit<S> => ({
  ...visit,
  epoch: output.epoch ?? visit.epoch,
});

/** When a step looks again: as its decision says, or by its pace where that leaves it open; AWS has its rest before. */
function pauseAfter<S extends AnyStep>(
  { lookAgainSeconds }: { readonly lookAgainSeconds?: number },
  visit: Visit<S>,
  { elapsedSeconds, plan }: InputOf<S>,
): number {
  const restSeconds = visit.step.restSeconds?.(plan) ?? 0;
  if (lookAgainSeconds !== undefined) return Math.max(lookAgainSeconds, restSeconds);
  return pauseSeconds({
    leastSeconds: Math.max(visit.step.lookAgainSeconds, restSeconds),
    elapsedSeconds,
    overdueSeconds: visit.step.overdueSeconds(plan),
    usualSeconds: visit.usualSeconds,
    looks: visit.looks + looksOfOthers(visit),
  });
}

const Looked = z.object({ looks: z.number() });

/** What steps before this one have looked; of those in a branch beside it the run's document here knows nothing. */
const looksOfOthers = <S extends AnyStep>({ step, document }: Visit<S>): number =>
  Object.entries(document).reduce(
    (sum, [key, record]) => sum + (key === keyOf(step) ? 0 : (Looked.safeParse(record).data?.looks ?? 0)),
    0,
  );

const pending = <S extends AnyStep>(visit: Visit<S>, because: string, lookAgainSeconds: number): StepRecord => ({
  ...recordOf(visit, because),
  status: 'pending',
  lookAgainSeconds,
});

const recordOf = <S extends AnyStep>({ looks, firstLookAt, said }: Visit<S>, because: string) => ({
  looks,
  because,
  firstLookAt,
  said: newestSaid(said),
});

const timeIsUsedUp = <S extends AnyStep>({ step, edge, beganAt }: Visit<S>): boolean =>
  edge.clock.now() - beganAt > step.timeoutSeconds * 1000 * RESERVED_SHARE;
