import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Place } from '../domain/step';
import type { TriggerSpec } from '../domain/trigger';
import type { Bundles } from './bundles';
import { TriggerLambda } from './trigger-lambda';

export interface EventTriggerProps {
  readonly place: Place;
  readonly bundles: Bundles;
  readonly trigger: TriggerSpec;
  /** Which events it is given; anything else, a forged event too, does not match. */
  readonly eventPattern: EventPattern;
  /** An older event says nothing about now, seconds. */
  readonly eventAgeSecondsMax: number;
  /** Where an event goes that could not be delivered, or not be handled. */
  readonly deadLetters: IQueue;
}

/** Lambda keeps an asynchronous event for six hours at most. */
const INVOCATION_AGE_SECONDS_MAX = 6 * 3600;

/** A trigger that EventBridge calls. Repeating is harmless for each of them, so both ways to it are repeated. */
export class EventTrigger extends Construct {
  constructor(scope: Construct, id: string, props: EventTriggerProps) {
    super(scope, id);
    const { place, bundles, trigger, eventPattern, eventAgeSecondsMax, deadLetters } = props;
    const maxEventAge = Duration.seconds(eventAgeSecondsMax);
    const { lambda } = new TriggerLambda(this, {
      trigger,
      place,
      bundles,
      alsoMay: [{ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }],
    });
    lambda.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.seconds(Math.min(eventAgeSecondsMax, INVOCATION_AGE_SECONDS_MAX)),
      onFailure: new SqsDestination(deadLetters),
    });
    new Rule(this, 'Rule', {
      description: trigger.purpose,
      eventPattern: { account: [place.plan.account], region: [place.region], ...eventPattern },
      targets: [new LambdaFunction(lambda, { deadLetterQueue: deadLetters, maxEventAge, retryAttempts: 10 })],
    });
  }
}
