import type { Chance } from '../world/chance';
import type { Clock } from '../world/clock';
import type { Machine } from './definition';
import { History, type HistoryEvent } from './history';
import { interruptible } from './interruption';
import { copyOf } from './payload';
import { unsupported } from './refusals';
import { runStates } from './run-states';
import { STATES_ERRORS, StatesError } from './states-error';
import { Variables } from './variables';
import type { RunTask } from './visit';

export type { HistoryEvent } from './history';
export { StatesError } from './states-error';

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
  onEvent(event: HistoryEvent): void;
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
  const history = new History(options);
  const over = new AbortController();
  let lastState = machine.StartAt;
  const scope = scopeOf(options, { history, signal: over.signal, onEnter: (name: string) => (lastState = name) });
  try {
    const input = copyOf(options.input);
    history.record('ExecutionStarted', { input });
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

function supported(definition: unknown): Machine {
  const problems = unsupported(definition);
  if (problems.length > 0) throw new Error(`this machine cannot be rehearsed:\n${problems.join('\n')}`);
  return definition as Machine;
}

function scopeOf(options: MachineOptions, run: { history: History; signal: AbortSignal; onEnter(name: string): void }) {
  const { id: Id, name: Name, startTime: StartTime, roleArn: RoleArn } = options.execution;
  const Execution = { Id, Input: copyOf(options.input), Name, StartTime, RoleArn, RedriveCount: 0 };
  const context = { Execution, StateMachine: { Id: options.machine.id, Name: options.machine.name } };
  return {
    ...run,
    clock: options.clock,
    chance: options.chance,
    runTask: options.task,
    context,
    variables: new Variables(),
  };
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
    if (signal.aborted)
      return { status: 'ABORTED', ...(signal.reason instanceof StatesError && signal.reason.details) };
    throw error;
  });
}
