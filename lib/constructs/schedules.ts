import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { onSchedule, type ScheduledVerb } from '../../lambdas/triggers/on-schedule/trigger';
import { ALARM_AGE_SECONDS_MAX } from '../domain/request';
import type { Place } from '../domain/step';
import type { Bundles } from './bundles';
import { TriggerLambda } from './trigger-lambda';

export interface SchedulesProps {
  readonly place: Place;
  readonly bundles: Bundles;
  readonly deadLetters: IQueue;
}

/**
 * How often a check is made; the alarm on what it finds counts in the same minutes. What it finds (a quota, a version,
 * a release that grew old) changes over days, and a failover checks once more: twice an hour would cost twice as much,
 * and find the same.
 */
export const CHECK_MINUTES = 60;

/** An older moment starts nothing. */
const MOMENT_AGE = Duration.seconds(ALARM_AGE_SECONDS_MAX);

/** Starts a check every hour, and a drill when the plan says so. */
export class Schedules extends Construct {
  constructor(scope: Construct, id: string, { place, bundles, deadLetters }: SchedulesProps) {
    super(scope, id);
    const { lambda } = new TriggerLambda(this, {
      place,
      bundles,
      trigger: onSchedule,
      alsoMay: [{ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }],
    });
    const onFailure = new SqsDestination(deadLetters);
    lambda.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: MOMENT_AGE, onFailure });
    const due = (name: string, verb: ScheduledVerb, schedule: Schedule) =>
      new Rule(this, name, {
        description: `A ${verb} is due.`,
        schedule,
        targets: [
          new LambdaFunction(lambda, {
            // The moment stays the same however often it is delivered: it names the execution.
            event: RuleTargetInput.fromObject({ verb, at: EventField.time }),
            deadLetterQueue: deadLetters,
            maxEventAge: MOMENT_AGE,
            retryAttempts: 10,
          }),
        ],
      });
    due('Check', 'check', Schedule.rate(Duration.minutes(CHECK_MINUTES)));
    const { schedule } = place.plan.drill;
    if (schedule !== undefined) due('Drill', 'drill', Schedule.expression(schedule));
  }
}
