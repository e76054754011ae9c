import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { onAlarm } from '../../lambdas/triggers/on-alarm/trigger';
import { ALARM_AGE_SECONDS_MAX } from '../domain/request';
import type { Place } from '../domain/step';
import type { Bundles } from './bundles';
import { EventTrigger } from './event-trigger';

export interface AlarmStarterProps {
  readonly place: Place;
  readonly bundles: Bundles;
  readonly alarm: Alarm;
  readonly deadLetters: IQueue;
}

/** Starts a failover when the watch's alarm goes off. The rule names this one alarm of this account. */
export class AlarmStarter extends EventTrigger {
  constructor(scope: Construct, id: string, { alarm, ...props }: AlarmStarterProps) {
    super(scope, id, {
      ...props,
      trigger: onAlarm,
      eventAgeSecondsMax: ALARM_AGE_SECONDS_MAX,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: [alarm.alarmArn],
        detail: { state: { value: ['ALARM'] } },
      },
    });
  }
}
