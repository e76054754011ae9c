import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  Errors,
  JitterType,
  Pass,
  type RetryProps,
  type State,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { FAILURES } from '../domain/failure';
import type { AnyStep } from '../domain/step';
import { TOUCH, touchNameOf } from '../domain/touch';
import { INPUT, isDone, lookAgainSeconds, withFailure, withRecord } from './expressions';

/** A step as states: its task, and the loop that repeats it until it is done. */
export interface StepStates {
  readonly task: LambdaInvoke;
  onDone(next: State): void;
  onFailure(next: State): void;
}

/** What a cold start adds to an invocation: Lambda ends an initialisation after 10 s, and hands over in less than 5. */
const COLD_START_SECONDS = 15;
/** An attempt and five more. */
const RETRIES_MAX = 5;
const RETRY_DELAY_SECONDS_MAX = 10;

/** How long Step Functions waits for one attempt of a step, seconds. */
export const attemptSeconds = ({ timeoutSeconds }: AnyStep): number => timeoutSeconds + COLD_START_SECONDS;

/**
 * Longest time all attempts of one look can take, seconds:
 * each attempt runs into its timeout and is repeated after the longest pause.
 */
export const lookSecondsMax = (step: AnyStep): number =>
  (1 + RETRIES_MAX) * attemptSeconds(step) + RETRIES_MAX * RETRY_DELAY_SECONDS_MAX;

/** An ending that repeating cannot change goes straight to Catch. */
const NO_RETRY: RetryProps = { errors: Object.values(FAILURES), maxAttempts: 0 };

/** Whatever else went wrong may be repeated, even after the call it made took effect: a step looks first. */
const RETRY: RetryProps = {
  errors: [Errors.ALL],
  interval: Duration.seconds(2),
  backoffRate: 1.5,
  maxDelay: Duration.seconds(RETRY_DELAY_SECONDS_MAX),
  maxAttempts: RETRIES_MAX,
  jitterStrategy: JitterType.FULL,
};

/**
 * The states of one step: invoke its Lambda with the whole run document, keep what it answers under the step's key, and
 * wait as long as it asks before invoking it again.
 *
 * @param version published version of the step's Lambda, so that a deployment changes nothing in a run under way
 */
export function stepStates(scope: Construct, step: AnyStep, version: IFunction): StepStates {
  const task = LambdaInvoke.jsonata(scope, step.name, {
    comment: step.purpose,
    lambdaFunction: version,
    payload: TaskInput.fromText(INPUT),
    outputs: withRecord(step),
    taskTimeout: Timeout.duration(Duration.seconds(attemptSeconds(step))),
    retryOnServiceExceptions: false,
  });
  const done = Choice.jsonata(scope, `${step.name}: done?`);
  const wait = Wait.jsonata(scope, `${step.name}: wait`, { time: WaitTime.seconds(lookAgainSeconds(step)) });
  task.addRetry(NO_RETRY).addRetry(RETRY).next(done);
  done.otherwise(wait.next(task));
  return {
    task,
    onDone: (next) => done.when(Condition.jsonata(isDone(step)), next),
    onFailure: (next) => task.addCatch(next, { errors: [Errors.ALL], outputs: withFailure(step.name) }),
  };
}

/**
 * Longest that a touch is waited for, seconds: a cold start takes about one, and what stands beside it mostly longer. A
 * slow one warms its function all the same, because Step Functions does not stop what it no longer waits for.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
 */
const TOUCH_SECONDS_MAX = 5;

/**
 * Invokes the version that the step's task names, so that its code is loaded. Whatever becomes of that is told in the
 * history of the execution and nowhere else: without it the step begins cold.
 */
export function touchState(scope: Construct, step: AnyStep, version: IFunction): State {
  const task = LambdaInvoke.jsonata(scope, touchNameOf(step), {
    lambdaFunction: version,
    payload: TaskInput.fromObject(TOUCH),
    outputs: INPUT,
    taskTimeout: Timeout.duration(Duration.seconds(TOUCH_SECONDS_MAX)),
    retryOnServiceExceptions: false,
  });
  return task.addCatch(Pass.jsonata(scope, `${step.name}: not touched`), { errors: [Errors.ALL] });
}
