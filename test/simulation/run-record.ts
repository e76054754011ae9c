import type { ExecutionEvent } from '../../lib/rehearsal/aws/states';
import type { Principal } from '../../lib/rehearsal/world/identities';

/** One run of any machine, and what it did with its time. */
export interface RunRecord {
  /** ARN of the execution. */
  readonly arn: string;
  readonly verb: string;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** @default none: it still runs */
  readonly endedAt?: number;
  /** The last state of the machine, or the execution's status where it has none. */
  readonly ending: string;
  readonly history: readonly ExecutionEvent[];
  /** In the order in which they were entered first. */
  readonly steps: readonly StepRecord[];
  /** Transitions into states that belong to no step: a Parallel, a question about failures, the end. */
  readonly between: readonly Doing[];
}

/** One step of a run: its task, the question whether it is done, and its wait. */
export interface StepRecord {
  /** e.g. `PromoteDatabase` */
  readonly state: string;
  /** When its task was entered first, milliseconds since 1970. */
  readonly enteredAt: number;
  /** When it was left for good. @default none: it was not */
  readonly doneAt?: number;
  /** How often it looked, over all invocations. */
  readonly looks: number;
  /** Invocations of its function, those of Retry among them. */
  readonly invocations: number;
  /** How many of them met no warm environment. What touched the function ahead of its turn is counted nowhere. */
  readonly coldStarts: number;
  /** What took its time, in the order of their ends; they overlap where a step does several things at once. */
  readonly doings: readonly Doing[];
}

/** Who does something: a function, in one invocation. */
export type TellDoing = (by: Principal, doing: Doing) => void;

/** Something that took a run's time and is no work of AWS's own. */
export interface Doing {
  readonly kind: 'transition' | 'wait' | 'coldStart' | 'warmStart' | 'call' | 'web';
  /** State that is entered or waits; a function's name; `dynamodb:UpdateItem us-west-2`; the host that is asked. */
  readonly what: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Whether nothing answered in time. */
  readonly isTimeout?: boolean;
  /** Of a call that arrived: from then on until the service had done it. What it begins begins at that end. */
  readonly served?: { readonly from: number; readonly to: number };
}
