/**
 * The part of the Amazon States Language that the rehearsal runs. A definition has these types once `unsupported` has
 * found nothing in it.
 *
 * Source: https://states-language.net/spec.html
 */

/** JSON in which each string of the form `{% … %}` is a JSONata expression. */
export type Template = unknown;

/** Variables by name, all set at once when the state is left. */
export type Assign = Readonly<Record<string, Template>>;

/** How a state, a Choice rule or a Catch is left. */
export interface Departure {
  /** @default what the state produced */
  readonly Output?: Template;
  /** @default nothing is assigned */
  readonly Assign?: Assign;
}

/** Where a state leads. */
interface Transition {
  /** @default the machine (or branch) ends here */
  readonly Next?: string;
  readonly End?: true;
}

/** Retries an error; units are seconds. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  /** @default 1 */
  readonly IntervalSeconds?: number;
  /** @default 2 */
  readonly BackoffRate?: number;
  /** @default 3 */
  readonly MaxAttempts?: number;
  /** @default no limit */
  readonly MaxDelaySeconds?: number;
  /** @default NONE */
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

/** Goes on elsewhere after an error that no retry cured. */
export interface Catcher extends Departure {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

/** One way out of a Choice. */
export interface ChoiceRule extends Departure {
  readonly Condition: Template;
  readonly Next: string;
}

interface ErrorRules {
  /** @default nothing is retried */
  readonly Retry?: readonly Retrier[];
  /** @default nothing is caught */
  readonly Catch?: readonly Catcher[];
}

export interface PassState extends Departure, Transition {
  readonly Type: 'Pass';
}

export interface TaskState extends Departure, Transition, ErrorRules {
  readonly Type: 'Task';
  readonly Resource: string;
  /** @default the state's input */
  readonly Arguments?: Template;
  /** @default no limit worth a timer: 99,999,999 seconds */
  readonly TimeoutSeconds?: Template;
}

export interface ChoiceState extends Departure {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRule[];
  /** @default the execution fails when no rule matches */
  readonly Default?: string;
}

export interface WaitState extends Departure, Transition {
  readonly Type: 'Wait';
  readonly Seconds?: Template;
  readonly Timestamp?: Template;
}

export interface ParallelState extends Departure, Transition, ErrorRules {
  readonly Type: 'Parallel';
  readonly Branches: readonly Sequence[];
  /** @default the state's input */
  readonly Arguments?: Template;
}

export interface SucceedState extends Departure {
  readonly Type: 'Succeed';
}

export interface FailState {
  readonly Type: 'Fail';
  readonly Error: Template;
  /** @default no cause */
  readonly Cause?: Template;
}

export type State = PassState | TaskState | ChoiceState | WaitState | ParallelState | SucceedState | FailState;

/** States and where to start: a machine, or a branch of a Parallel. */
export interface Sequence {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface Machine extends Sequence {
  /** How long the whole execution may take. @default no limit */
  readonly TimeoutSeconds?: number;
}
