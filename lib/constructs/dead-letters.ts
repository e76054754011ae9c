import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Place } from '../domain/step';
import { alarmText } from './alarm-text';

/** SQS keeps a message for at most 14 days. */
const RETENTION_DAYS = 14;

/** Events that nobody could be given. The operators are told of the first, because it may have been the alarm. */
export function deadLetters(scope: Construct, place: Place, operators: ITopic): Queue {
  const queue = new Queue(scope, 'DeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(RETENTION_DAYS),
  });
  const metric = queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' });
  new Alarm(scope, 'DeadLettersAlarm', {
    alarmDescription: alarmText({
      place,
      says: 'an event could not be delivered, so what it would have started or told may be missing',
      heading: 'An event was not delivered',
      lookAt: `SQS > Queues > ${queue.queueName}`,
    }),
    metric,
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  }).addAlarmAction(new SnsAction(operators));
  return queue;
}
