import * as z from 'zod';
import { FailureRecord } from '../../domain/failure';
import { oneLine } from '../../domain/text';
import { isTouchName } from '../../domain/touch';
import type { RunEvent } from '../run-picture';

/**
 * One line of an execution's history: as GetExecutionHistory answers it, or as the rehearsal's machine tells it, with
 * `at` in milliseconds and values instead of JSON text.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export interface HistoryLike {
  readonly type?: string | undefined;
  readonly timestamp?: Date | undefined;
  readonly at?: number;
  readonly name?: string;
  readonly output?: unknown;
  readonly stateEnteredEventDetails?: { readonly name?: string | undefined } | undefined;
  readonly stateExitedEventDetails?:
    | { readonly name?: string | undefined; readonly output?: string | undefined }
    | undefined;
}

/** Reads a history in pieces, each event once, oldest first. */
export type HistoryReader = (events: readonly HistoryLike[]) => RunEvent[];

/** The whole history of one execution, or its beginning. */
export const eventsOfHistory = (events: readonly HistoryLike[]): RunEvent[] => historyReader()(events);

/** Reads one execution that goes on: it remembers what was told before. */
export function historyReader(): HistoryReader {
  const told = createMemory();
  return (events) => events.flatMap((event) => read(lineOf(event), told));
}

interface Line {
  readonly type: string;
  readonly at: number;
  readonly name: string;
  readonly output: unknown;
}

/** What a step says again and again while it waits is told once, and so is a failure that the document carries on. */
interface Memory {
  readonly sentences: Map<string, string>;
  readonly failures: Set<string>;
  hasEnded: boolean;
}

const createMemory = (): Memory => ({ sentences: new Map(), failures: new Set(), hasEnded: false });

const lineOf = ({
  type = '',
  timestamp,
  at,
  stateEnteredEventDetails,
  stateExitedEventDetails,
  ...told
}: HistoryLike): Line => ({
  type,
  at: at ?? timestamp?.getTime() ?? 0,
  name: told.name ?? stateEnteredEventDetails?.name ?? stateExitedEventDetails?.name ?? '',
  output: told.output ?? stateExitedEventDetails?.output,
});

/** How an execution ends that came to no last state of its own. */
const STATUS_OF: Readonly<Record<string, string>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionAborted: 'ABORTED',
  ExecutionTimedOut: 'TIMED_OUT',
};

/** What a task has come to stands in the document that it leaves: events of the task itself do not name its state. */
function read({ type, at, name, output }: Line, told: Memory): RunEvent[] {
  if (type === 'ExecutionStarted' || type === 'ExecutionRedriven') {
    told.hasEnded = false;
    return [{ kind: 'began', at }];
  }
  // A touch is no step: whatever comes of it, the run goes on.
  if (isTouchName(name)) return [];
  if (type === 'TaskStateEntered') return [{ kind: 'entered', at, step: name }];
  if (type === 'TaskStateExited') return exited({ at, name, output }, told);
  const outcome = type === 'SucceedStateEntered' || type === 'FailStateEntered' ? name : STATUS_OF[type];
  if (outcome === undefined || told.hasEnded) return [];
  told.hasEnded = true;
  return [{ kind: 'ended', at, outcome }];
}

const Left = z.looseObject({ failures: z.array(FailureRecord).default([]) });
/** What a step leaves under its key; what it said is checked sentence by sentence where it is used. */
const StepLeft = z.object({
  status: z.string(),
  said: z.array(z.object({ at: z.string(), because: z.string() })),
});

function exited({ at, name, output }: Omit<Line, 'type'>, told: Memory): RunEvent[] {
  const document = Left.safeParse(documentIn(output)).data;
  if (!document) return [];
  const failure = document.failures.findLast(({ step }) => step === name);
  if (failure && isNew(told.failures, `${name} ${failure.at}`)) {
    return [{ kind: 'failed', at, step: name, failure: failure.kind, because: oneLine(failure.because, SENTENCE_MAX) }];
  }
  const record = StepLeft.safeParse(document[name.charAt(0).toLowerCase() + name.slice(1)]).data;
  if (!record) return [];
  const said = record.said.flatMap((sentence) => sentenceOf(name, sentence, { at, told }));
  return record.status === 'done' ? [...said, { kind: 'done', at, step: name }] : said;
}

/** The step handler's own limit of a sentence. */
const SENTENCE_MAX = 2000;

function sentenceOf(
  step: string,
  sentence: { readonly at: string; readonly because: string },
  { at, told }: { readonly at: number; readonly told: Memory },
): RunEvent[] {
  const because = oneLine(sentence.because, SENTENCE_MAX);
  if (told.sentences.get(step) === because) return [];
  told.sentences.set(step, because);
  const saidAt = Date.parse(sentence.at);
  return [{ kind: 'said', at: Number.isNaN(saidAt) ? at : saidAt, step, because }];
}

function isNew(known: Set<string>, key: string): boolean {
  if (known.has(key)) return false;
  known.add(key);
  return true;
}

/** JSON text of AWS, or the value itself; what is neither says nothing. */
function documentIn(output: unknown): unknown {
  if (typeof output !== 'string') return output;
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}
