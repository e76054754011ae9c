import * as z from 'zod';
import type { ExecutionEvent, ExecutionView } from '../../lib/rehearsal/aws/states';
import { RETRY_SCHEDULED } from '../../lib/rehearsal/machine/history';
import type { Doing, RunRecord, StepRecord } from './run-record';

/** Keeps what runs did with their time, and puts it together with their histories. */
export interface Recorder {
  /** @param run ARN of the execution, or undefined for what belongs to none */
  add(run: string | undefined, step: string, doing: Doing): void;
  recordOf(execution: ExecutionView): RunRecord;
}

/** @param verbOf reads a verb out of a machine's ARN */
export function createRecorder(verbOf: (machineArn: string) => string): Recorder {
  const doings = new Map<string, Doing[]>();
  const doingsOf = (run: string, step: string): readonly Doing[] => doings.get(`${run} ${step}`) ?? [];
  return {
    add(run, step, doing) {
      if (run === undefined) return;
      const key = `${run} ${step}`;
      const known = doings.get(key);
      if (known) known.push(doing);
      else doings.set(key, [doing]);
    },
    recordOf({ arn, machineArn, region, startDate, stopDate, status, lastState, events }) {
      const own = byStep(events);
      const names = [...own].filter(([, list]) => list.some(isTask)).map(([name]) => name);
      const others = [...own.keys()].filter((name) => !names.includes(name));
      return {
        ...{ arn, verb: verbOf(machineArn), region, startedAt: startDate.getTime() },
        ...(stopDate && { endedAt: stopDate.getTime() }),
        ending: lastState ?? status,
        history: events,
        steps: names.map((name) => stepRecord(name, own.get(name) ?? [], doingsOf(arn, name))),
        between: others.flatMap((name) => doingsOf(arn, name)),
      };
    },
  };
}

function byStep(events: readonly ExecutionEvent[]): ReadonlyMap<string, Named[]> {
  const own = new Map<string, Named[]>();
  for (const event of events.filter(hasName)) {
    const step = stepIn(event.name);
    const known = own.get(step);
    if (known) known.push(event);
    else own.set(step, [event]);
  }
  return own;
}

type Named = ExecutionEvent & { readonly name: string };

const hasName = (event: ExecutionEvent): event is Named => event.name !== undefined;
const isTask = ({ type, name }: Named): boolean => type === 'TaskStateEntered' && !name.includes(':');

/** `PromoteDatabase: wait` and `PromoteDatabase: done?` are of PromoteDatabase; what touches it is of no step. */
export const stepIn = (state: string): string =>
  /: (?:wait|done\?)$/.test(state) ? state.replace(/: .*$/, '') : state;

function stepRecord(state: string, events: readonly Named[], told: readonly Doing[]): StepRecord {
  const last = events.at(-1);
  const isLeft = last !== undefined && /StateExited$|StateAborted$|^Task(?:Failed|TimedOut)$/.test(last.type);
  const doings = [...told, ...waitsIn(events)].sort((a, b) => a.to - b.to);
  return {
    state,
    enteredAt: events[0]?.at ?? 0,
    ...(isLeft && { doneAt: last.at }),
    looks: looksIn(events),
    invocations: events.filter(({ type }) => type === 'TaskScheduled').length,
    coldStarts: doings.filter(({ kind }) => kind === 'coldStart').length,
    doings,
  };
}

/** What a step's function answers, as far as it is counted here. */
const Answer = z.object({ Payload: z.object({ looks: z.number() }) });

/** Each answer tells how often the step has looked so far. */
const looksIn = (events: readonly Named[]): number =>
  Math.max(0, ...events.map(({ output }) => Answer.safeParse(output).data?.Payload.looks ?? 0));

/** Pauses between looks, and those before Step Functions tries again. */
function waitsIn(events: readonly Named[]): readonly Doing[] {
  return events.flatMap(({ type, name, at: from }, index): Doing[] => {
    const over = ENDS_OF[type];
    const end = over && events.slice(index + 1).find((event) => event.type === over && event.name === name);
    return end ? [{ kind: 'wait', what: name, from, to: end.at }] : [];
  });
}

const ENDS_OF: Readonly<Record<string, string>> = {
  WaitStateEntered: 'WaitStateExited',
  [RETRY_SCHEDULED]: 'TaskScheduled',
};
