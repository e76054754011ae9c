import type { Chance } from '../world/chance';
import type { Clock } from '../world/clock';
import type { Machine } from './definition';
import { History, type HistoryEvent } from './history';
import { interruptible } from './interruption';
import { copyOf } from './payload';
import type { Progress } from './progress';
import { unsupported } from './refusals';
import { runStates } from './run-states';
import { STATES_ERRORS, StatesError } from './states-error';
import { Variables } from './variables';
import type { RunTask, Scope } from './visit';

export type { HistoryEvent } from './history';
export type { Progress } from './progress';
export { StatesError } from './states-error';

/** What a redrive adds to an execution. */
export interface Redrive {
  /** How often it was redriven, this time included. */
  readonly count: number;
  /** ISO 8601 in UTC. */
  readonly time: string;
  /** Events in the history so far. */
  readonly eventsBefore: number;
}

/** One execution of a state machine. */
export interface MachineOptions {
  /** The definition, parsed, with every CloudFormation reference already resolved. */
  readonly definition: unknown;
  readonly input: unknown;
  /** Goes into the context object; `startTime` is ISO 8601 in UTC. */
  readonly execution: { id: string; name: string; startTime: string; roleArn: string };
  readonly machine: { id: string; name: string };
  /** Carries out a Task. A rejection that is no StatesError is a fault of the world, and rejects the whole run. */
  readonly task: RunTask;
  readonly clock: Clock;
  /** Draws jitter, `$random` and `$uuid`. */
  readonly chance: Chance;
  /** From one state to the next, by the name of the next. @default no time */
  readonly transitionMilliseconds?: (state: string) => number;
  onEvent(event: HistoryEvent): void;
  /** Kept up to date while the run goes; where a redrive goes on from. @default a run that nobody redrives */
  readonly progress?: Progress;
  /** @default the first attempt of the execution */
  readonly redrive?: Redrive | undefined;
  /** StopExecution; a StatesError as the reason gives its error and cause. @default the run cannot be stopped */
  readonly signal?: AbortSignal;
}

/** How an execution ended; `lastState` is the last state that the machine itself entered, not one of its branches. */
export interface Ending {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  output?: unknown;
  error?: string;
  cause?: string;
  lastState: string;
}

type End = Omit<Ending, 'lastState'>;

/**
 * Runs a machine to its end as Step Functions runs a Standard workflow, in seconds of `clock`. Nothing of the run goes
 * on after the promise settles: no event, no timer, and the signal of a task that was still running is aborted.
 *
 * @throws Error before the first state, listing everything `unsupported` found in the definition
 */
export async function runMachine(options: MachineOptions): Promise<Ending> {
  const machine = supported(options.definition);
  const { redrive, progress = {} } = options;
  const history = new History({ ...options, eventsBefore: redrive?.eventsBefore ?? 0 });
  const over = new AbortController();
  let lastState = progress.at?.name ?? machine.StartAt;
  const onEnter = (name: string) => (lastState = name);
  const scope = scopeOf(options, { history, progress, signal: over.signal, onEnter });
  try {
    const input = copyOf(options.input);
    if (redrive) history.record('ExecutionRedriven', { redriveCount: redrive.count });
    else history.record('ExecutionStarted', { input });
    const end = await firstOf(options, { machine, states: () => runStates(machine, { input, scope }) });
    history.end(ENDING_EVENTS[end.status], eventOf(end));
    return { ...end, lastState };
  } finally {
    over.abort();
  }
}

const ENDING_EVENTS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};

/** An execution that timed out has no error; only its event names one. */
function eventOf({ status, ...details }: End) {
  return status === 'TIMED_OUT' ? { error: STATES_ERRORS.timeout } : details;
}

/** Definitions in which nothing was found wrong; nobody changes one. */
const known = new WeakSet<object>();

function supported(definition: unknown): Machine {
  if (known.has(definition as object)) return definition as Machine;
  const problems = unsupported(definition);
  if (problems.length > 0) throw new Error(`this machine cannot be rehearsed:\n${problems.join('\n')}`);
  known.add(definition as object);
  return definition as Machine;
}

type OwnScope = Pick<Scope, 'history' | 'progress' | 'signal' | 'onEnter'>;

function scopeOf(options: MachineOptions, run: OwnScope): Scope {
  const { id: Id, name: Name, startTime: StartTime, roleArn: RoleArn } = options.execution;
  const { count: RedriveCount = 0, time: RedriveTime } = options.redrive ?? {};
  const redriven = { RedriveCount, ...(RedriveTime !== undefined && { RedriveTime }) };
  const Execution = { Id, Input: copyOf(options.input), Name, StartTime, RoleArn, ...redriven };
  const context = { Execution, StateMachine: { Id: options.machine.id, Name: options.machine.name } };
  return {
    ...run,
    clock: options.clock,
    chance: options.chance,
    transitionMilliseconds: options.transitionMilliseconds,
    runTask: options.task,
    context,
    variables: new Variables(undefined, run.progress.at?.variables),
  };
}

/** Stopped from outside; a time-out of the whole execution can come from there as well. */
function stoppedBecause(reason: unknown): End {
  if (!(reason instanceof StatesError)) return { status: 'ABORTED' };
  return reason.error === STATES_ERRORS.timeout ? { status: 'TIMED_OUT' } : { status: 'ABORTED', ...reason.details };
}

/** Whichever comes first: the states' end, the machine's own timeout, or StopExecution. */
function firstOf(options: MachineOptions, run: { machine: Machine; states(): Promise<unknown> }): Promise<End> {
  const { signal = new AbortController().signal, clock } = options;
  const { TimeoutSeconds } = run.machine;
  const states = interruptible<End>(signal, ({ resolve, reject }) => {
    run.states().then((output) => resolve({ status: 'SUCCEEDED', output }), reject);
    if (TimeoutSeconds === undefined) return () => {};
    return clock.after(TimeoutSeconds * 1000, () => resolve({ status: 'TIMED_OUT' }));
  });
  return states.catch((error: unknown) => {
    if (error instanceof StatesError) return { status: 'FAILED', ...error.details };
    if (signal.aborted) return stoppedBecause(signal.reason);
    throw error;
  });
}
