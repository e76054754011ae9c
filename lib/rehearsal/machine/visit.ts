import type { Chance } from '../world/chance';
import type { Clock } from '../world/clock';
import type { Assign, Departure, State, Template } from './definition';
import { evaluate, QueryFailure } from './expressions';
import { functionsOf } from './functions';
import type { EventDetails, History } from './history';
import { refuseIfStopped } from './interruption';
import { withinLimit } from './payload';
import type { Progress } from './progress';
import { STATES_ERRORS, StatesError } from './states-error';
import type { Variables } from './variables';

/** Carries out a Task, whose arguments it must not change. @throws StatesError as the service integration reports it */
export type RunTask = (call: {
  resource: string;
  arguments: unknown;
  state: string;
  signal: AbortSignal;
}) => Promise<unknown>;

/** What a machine, or one branch of a Parallel, runs in. */
export interface Scope {
  readonly clock: Clock;
  readonly chance: Chance;
  /** From one state to the next, by the name of the next. @default no time */
  readonly transitionMilliseconds: ((state: string) => number) | undefined;
  readonly history: History;
  readonly runTask: RunTask;
  /** The context object without `State`. */
  readonly context: { readonly Execution: object; readonly StateMachine: object };
  readonly variables: Variables;
  readonly signal: AbortSignal;
  /** Of this machine or branch. */
  readonly progress: Progress;
  /** Told the name of each state that this machine or branch enters. */
  onEnter(name: string): void;
}

/** How a state was left. */
export interface Exit {
  readonly output: unknown;
  readonly assigned: Readonly<Record<string, unknown>>;
  /** `undefined` ends the machine or branch. */
  readonly next: string | undefined;
}

/** What is left unsaid by the state: its output when it has no Output, its way on, and more to read in `$states`. */
interface Leaving {
  readonly output: unknown;
  readonly next: string | undefined;
  /** Where Output and Assign stand inside the state, such as `Choices[1]/`. @default at its top */
  readonly under?: string;
  readonly result?: unknown;
  readonly errorOutput?: unknown;
}

/** One stay in a state, all its attempts included: what its expressions can see, and how its faults are worded. */
export class Visit {
  /** How often this state was tried again. */
  retryCount = 0;
  private readonly entered: { readonly eventId: number; readonly time: string };

  constructor(
    readonly state: State,
    readonly name: string,
    readonly input: unknown,
    readonly scope: Scope,
  ) {
    scope.onEnter(name);
    const eventId = this.record(`${state.Type}StateEntered`, { input });
    this.entered = { eventId, time: scope.clock.iso() };
  }

  /** @throws Stopped when this part of the run was stopped */
  record(type: string, details: EventDetails = {}): number {
    refuseIfStopped(this.scope.signal);
    return this.scope.history.record(type, { name: this.name, ...details });
  }

  /**
   * The JSON a field of this state stands for, with the variables as they were at entry.
   *
   * @throws StatesError States.QueryEvaluationError
   */
  async evaluate(template: Template, field: string, more: { result?: unknown; errorOutput?: unknown } = {}) {
    const states = { input: this.input, context: this.context(), ...more };
    const bindings = { ...functionsOf(this.scope), ...this.scope.variables.visible(), states };
    try {
      return await evaluate(template, { field, bindings });
    } catch (error) {
      if (error instanceof QueryFailure) throw this.queryFault(error.message);
      throw error;
    }
  }

  /** Evaluates how the state is left. Output and Assign both see the variables as they were at entry. */
  async leave(departure: Departure, { output, next, under = '', ...more }: Leaving): Promise<Exit> {
    const { Output = undefined, Assign = {} } = departure;
    const chosen = Output === undefined ? output : await this.evaluate(Output, `${under}Output`, more);
    const values = (await this.evaluate(Assign, `${under}Assign`, more)) as Assign;
    const assigned = this.scope.variables.withinLimits(values);
    return { output: withinLimit(chosen, { what: `The output of the state '${this.name}'` }), assigned, next };
  }

  /** A fault that the interpreter finds in this state, worded as Step Functions words it. */
  fault(error: string, cause: string): StatesError {
    const { eventId } = this.entered;
    const where = `An error occurred while executing the state '${this.name}' (entered at the event id #${eventId}).`;
    return new StatesError(error, `${where} ${cause}`);
  }

  /** An expression failed, or its value is not what the field takes; this has a history event of its own. */
  queryFault(cause: string): StatesError {
    const fault = this.fault(STATES_ERRORS.queryEvaluationError, cause);
    this.record('EvaluationFailed', fault.details);
    return fault;
  }

  /** Step Functions counts retries only where there can be any. */
  private context() {
    const counted = this.state.Type === 'Task' || this.state.Type === 'Parallel';
    const State = { Name: this.name, EnteredTime: this.entered.time };
    return { ...this.scope.context, State: counted ? { ...State, RetryCount: this.retryCount } : State };
  }
}
