import * as z from 'zod';
import { isTouchName } from '../domain/touch';
import type { ExecutionEvent, StateMachines } from './aws/states';
import type { Moment } from './verdict';

/** What a step's Lambda answers, as far as people are told of it. */
const Answer = z.object({ Payload: z.object({ said: z.array(z.object({ at: z.string(), because: z.string() })) }) });

/** A moment in wall time; the fault that gives it its place in the timeline may not have happened yet. */
export interface TimedMoment {
  readonly at: number;
  readonly step: string;
  readonly because: string;
  /** Execution ARN of the run that said it. @default the world, or a person in it */
  readonly run?: string;
}

/**
 * Turns the history of every execution into sentences, each told as soon as the machine knows it. A step that waits
 * says the same thing again and again: only what is new is told.
 */
export function listen(states: StateMachines, tell: (moment: TimedMoment) => void): void {
  const last = new Map<string, string>();
  states.onHistory((event) => {
    for (const moment of momentsOf(event)) {
      const key = `${event.executionArn} ${moment.step}`;
      if (last.get(key) === moment.because) continue;
      last.set(key, moment.because);
      tell(moment);
    }
  });
}

const momentsOf = (event: ExecutionEvent): TimedMoment[] =>
  saidIn(event).map((moment) => ({ ...moment, run: event.executionArn }));

function saidIn({ type, name = '', at, output, error, cause }: ExecutionEvent): TimedMoment[] {
  if (isTouchName(name)) return [];
  if (type === 'TaskSucceeded') {
    const said = Answer.safeParse(output).data?.Payload.said ?? [];
    return said.map(({ at: time, because }) => ({ at: Date.parse(time), step: name, because }));
  }
  if (type === 'TaskFailed' || type === 'TaskTimedOut') return [{ at, step: name, because: failure(error, cause) }];
  if (type === 'SucceedStateEntered' || type === 'FailStateEntered')
    return [{ at, step: name, because: 'the run has ended' }];
  return [];
}

/** The message inside a Lambda's error, which Step Functions hands on as JSON; other causes are plain text. */
function failure(error = 'States.TaskFailed', cause = ''): string {
  try {
    return String(JSON.parse(cause).errorMessage ?? cause);
  } catch {
    return cause || error;
  }
}

/** The timeline of a verdict: seconds count from the fault. */
export const timelineOf = (moments: readonly TimedMoment[], faultAt: number): Moment[] =>
  [...moments]
    .sort((a, b) => a.at - b.at)
    .map(({ at, step, because, run }) => ({
      atSeconds: secondsAfter(faultAt, at),
      step,
      because,
      ...(run !== undefined && { run: run.split(':').at(-1) ?? run }),
    }));

/** Tenths of a second are as much as people read. */
export const secondsAfter = (from: number, at: number): number => Math.round((at - from) / 100) / 10;

/**
 * What of the expected sentences (`Step: words`, or `Step:` for any) was not told in their order; `undefined` when all
 * were.
 */
export function firstUntold(expected: readonly string[], moments: readonly TimedMoment[]): string | undefined {
  let from = 0;
  for (const line of expected) {
    const [, step, words = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    const found = moments.findIndex(
      (moment, at) => at >= from && moment.step === step && moment.because.includes(words),
    );
    if (found < 0) return line;
    from = found + 1;
  }
  return undefined;
}
