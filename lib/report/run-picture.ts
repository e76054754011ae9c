import type { FailureRecord } from '../domain/failure';
import type { Verb } from '../domain/verbs';

export { eventsOfHistory, type HistoryLike, type HistoryReader, historyReader } from './run-picture/history';

/** What a run does, one event each; `at` in milliseconds since 1970. From a history, a rehearsal or evidence. */
export type RunEvent =
  | { readonly kind: 'began'; readonly at: number }
  /** A look of the step begins. */
  | { readonly kind: 'entered'; readonly at: number; readonly step: string }
  | { readonly kind: 'said'; readonly at: number; readonly step: string; readonly because: string }
  | { readonly kind: 'done'; readonly at: number; readonly step: string }
  | {
      readonly kind: 'failed';
      readonly at: number;
      readonly step: string;
      readonly failure: FailureRecord['kind'];
      readonly because: string;
    }
  /** `outcome`: the machine's last state, or the execution's status where it came to none. */
  | { readonly kind: 'ended'; readonly at: number; readonly outcome: string };

/**
 * Where a step stands. `ahead`: it may still come. `left out`: it cannot come any more. `working`: it has looked and is
 * not done; a run that ends around it leaves it `broken`.
 */
export type StepState = 'ahead' | 'working' | 'done' | FailureRecord['kind'] | 'left out';

/** One step of a run. */
export interface StepPicture {
  /** State name, `PromoteDatabase`. */
  readonly name: string;
  readonly state: StepState;
  /** What it said last. @default it has said nothing */
  readonly because?: string;
  /** Milliseconds since 1970. @default it has not looked */
  readonly beganAt?: number;
  /** Milliseconds since 1970. @default it has not ended */
  readonly endedAt?: number;
  /** How often the machine has called it. */
  readonly looks: number;
  /** @default not known */
  readonly expectedSeconds?: number;
}

/** A run as it stands: what a terminal, a page and a report draw. */
export interface RunPicture {
  /** Execution ARN. */
  readonly run: string;
  readonly verb: Verb;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly beganAt?: number;
  /** Milliseconds since 1970. */
  readonly endedAt?: number;
  /** The machine's last state. @default it goes on */
  readonly outcome?: string;
  /** In the workflow's order. */
  readonly steps: readonly StepPicture[];
}

/** What is known of a run before it does anything. */
export interface Pictured {
  readonly run: string;
  readonly verb: Verb;
  readonly region: string;
  /** Of the workflow, in its order. */
  readonly steps: readonly string[];
  readonly expectedSeconds?: Readonly<Record<string, number>>;
}

/** @param events oldest first; what names no step of the workflow moves none */
export function pictureOf({ expectedSeconds = {}, steps, ...run }: Pictured, events: readonly RunEvent[]): RunPicture {
  const picture = events.reduce(runAfter, {});
  const seen = steps.map((name) =>
    events
      .filter((event) => 'step' in event && event.step === name)
      .reduce(stepAfter, startOf(name, expectedSeconds[name])),
  );
  const isLastEntered = (seen.at(-1)?.looks ?? 0) > 0;
  const isOver = picture.endedAt !== undefined || isLastEntered;
  return { ...run, ...picture, steps: seen.map((step) => settled(step, { isOver, endedAt: picture.endedAt })) };
}

type Life = Pick<RunPicture, 'beganAt' | 'endedAt' | 'outcome'>;

/** A run that is redriven begins again: it keeps its first moment, and has not ended. */
function runAfter({ beganAt, ...life }: Life, event: RunEvent): Life {
  if (event.kind === 'began') return { beganAt: beganAt ?? event.at };
  if (event.kind === 'ended')
    return { ...(beganAt !== undefined && { beganAt }), endedAt: event.at, outcome: event.outcome };
  return { ...(beganAt !== undefined && { beganAt }), ...life };
}

const startOf = (name: string, expectedSeconds: number | undefined): StepPicture => ({
  name,
  state: 'ahead',
  looks: 0,
  ...(expectedSeconds !== undefined && { expectedSeconds }),
});

function stepAfter(step: StepPicture, event: RunEvent): StepPicture {
  const { endedAt: _, ...open } = step;
  const beganAt = step.beganAt ?? event.at;
  if (event.kind === 'entered') return { ...open, beganAt, state: 'working', looks: step.looks + 1 };
  if (event.kind === 'said') return { ...step, because: event.because };
  if (event.kind === 'done') return { ...step, beganAt, state: 'done', endedAt: event.at };
  if (event.kind === 'failed')
    return { ...step, beganAt, state: event.failure, because: event.because, endedAt: event.at };
  return step;
}

/** Once the last step of a workflow is entered, or the run is over, nothing that has not begun can. */
function settled(
  step: StepPicture,
  { isOver, endedAt }: { isOver: boolean; endedAt: number | undefined },
): StepPicture {
  if (step.state === 'ahead' && isOver) return { ...step, state: 'left out' };
  if (step.state === 'working' && endedAt !== undefined) return { ...step, state: 'broken', endedAt };
  return step;
}
