import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { onAlarm } from '../../lambdas/triggers/on-alarm/trigger';
import { ALARM_AGE_SECONDS_MAX } from '../domain/request';
import type { Place } from '../domain/step';
import type { Bundles } from './bundles';
import { TriggerLambda } from './trigger-lambda';

export interface AlarmStarterProps {
  readonly place: Place;
  readonly bundles: Bundles;
  readonly alarm: Alarm;
  readonly deadLetters: IQueue;
}

const ALARM_AGE = Duration.seconds(ALARM_AGE_SECONDS_MAX);

/**
 * Starts a failover when the watch's alarm goes off. The rule names this one alarm of this account: any other event, a
 * forged one too, does not match.
 */
export class AlarmStarter extends Construct {
  constructor(scope: Construct, id: string, { place, bundles, alarm, deadLetters }: AlarmStarterProps) {
    super(scope, id);
    const { lambda } = new TriggerLambda(this, {
      trigger: onAlarm,
      place,
      bundles,
      alsoMay: [{ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }],
    });
    // Repeating is harmless: the same event starts an execution of the same name.
    lambda.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: ALARM_AGE,
      onFailure: new SqsDestination(deadLetters),
    });
    new Rule(this, 'RegionDown', {
      description: onAlarm.purpose,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        account: [place.plan.account],
        region: [place.region],
        resources: [alarm.alarmArn],
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [
        new LambdaFunction(lambda, { deadLetterQueue: deadLetters, maxEventAge: ALARM_AGE, retryAttempts: 10 }),
      ],
    });
  }
}
