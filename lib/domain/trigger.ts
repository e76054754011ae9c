import type { Permission, Place } from './step';

/** Everything the rest of the system may know about a trigger: a Lambda function that something outside a run calls. */
export interface TriggerSpec<Name extends string = string> {
  /** Its kebab-case is the folder in `lambdas/triggers` and the word in the function's name. */
  readonly name: Name;
  /** One sentence, present tense: what holds while the trigger works. */
  readonly purpose: string;
  /** Longest one invocation may take, seconds: the Lambda's timeout. */
  readonly timeoutSeconds: number;
  /** All that the trigger's Lambda may do, but for `awsManagedPolicies`. */
  readonly permissions: (place: Place) => readonly Permission[];
  /**
   * Managed policies of AWS that its Lambda holds besides, by their names. AWS changes what is in them, so only what
   * cannot be written out beforehand is a reason for one.
   *
   * @default none
   */
  readonly awsManagedPolicies?: readonly string[];
  /**
   * Whether it is called around the clock, and costs by the call. X-Ray takes 5 USD for a million traces, and Lambda's
   * own three lines of an invocation are paid by the byte: neither is kept. Its metrics count the same, and its own
   * lines and Lambda's warnings (a time-out, a crash) stay.
   *
   * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
   *
   * @default false: every invocation is traced, and Lambda logs its begin and end
   */
  readonly isAlwaysBusy?: true;
  /** Memory of its Lambda, megabytes; its share of a CPU grows with it. @default what a step has */
  readonly memoryMegabytes?: number;
}

/** Gives a trigger's contract its exact type. */
export const defineTrigger = <const Name extends string>(spec: TriggerSpec<Name>) => spec;
