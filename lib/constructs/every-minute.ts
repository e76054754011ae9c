import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** A function that a rule invokes each minute. */
export interface Ticked {
  readonly lambda: Lambda;
  /** Where a tick goes that could not be delivered. @default nowhere: the next minute brings the next */
  readonly deadLetters?: IQueue;
  /** Where a tick goes that failed three times. @default nowhere: an alarm of its own tells of errors */
  readonly failures?: IQueue;
}

/** EventBridge's shortest age; the next minute brings the next tick, and an old one would only probe twice at once. */
const TICK_AGE = Duration.seconds(60);

/** Lambda repeats a failed event after one minute and after two more: whatever it fails for has lasted by then. */
const FAILURE_AGE = Duration.minutes(10);

/** Invokes a function each minute, and never two ticks late. @returns the rule, which others may hang on as well */
export function everyMinute(scope: Construct, { purpose, ...ticked }: Ticked & { readonly purpose: string }): Rule {
  const rule = new Rule(scope, 'EveryMinute', {
    description: purpose,
    schedule: Schedule.rate(Duration.minutes(1)),
  });
  tickedBy(rule, ticked);
  return rule;
}

/** Hangs a function on a rule of {@link everyMinute}. */
export function tickedBy(rule: Rule, { lambda, deadLetters, failures }: Ticked): void {
  lambda.configureAsyncInvoke(
    failures
      ? { retryAttempts: 2, maxEventAge: FAILURE_AGE, onFailure: new SqsDestination(failures) }
      : { retryAttempts: 0, maxEventAge: TICK_AGE },
  );
  rule.addTarget(new LambdaFunction(lambda, { deadLetterQueue: deadLetters, maxEventAge: TICK_AGE, retryAttempts: 1 }));
}
