import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { watchRegion } from '../../lambdas/triggers/watch-region/trigger';
import { METRIC_NAMESPACE, REGION_DOWN_METRIC } from '../domain/names';
import type { Place } from '../domain/step';
import type { Bundles } from './bundles';
import { TriggerLambda } from './trigger-lambda';

export interface RegionWatchProps {
  readonly place: Place;
  readonly bundles: Bundles;
  readonly operators: ITopic;
  readonly deadLetters: IQueue;
}

/** EventBridge's shortest age; the next minute brings the next tick, and an old one would only probe twice at once. */
const TICK_AGE = Duration.seconds(60);

/**
 * Probes the active Region from here and raises an alarm when it is down. CloudWatch alarms cannot read another
 * Region's metrics, and an alarm in the Region that died may never fire: both stand here.
 */
export class RegionWatch extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: RegionWatchProps) {
    super(scope, id);
    const { lambda } = new TriggerLambda(this, { ...props, trigger: watchRegion });
    lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: TICK_AGE });
    new Rule(this, 'EveryMinute', {
      description: watchRegion.purpose,
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new LambdaFunction(lambda, { deadLetterQueue: props.deadLetters, maxEventAge: TICK_AGE, retryAttempts: 1 }),
      ],
    });
    this.alarm = regionDownAlarm(this, props.place);
    const tell = new SnsAction(props.operators);
    // Without data the watch itself is down, and nothing would start by itself.
    this.alarm.addAlarmAction(tell);
    this.alarm.addInsufficientDataAction(tell);
  }
}

/**
 * Down for `failuresInARow` periods, each as long as the pause between two probes. Minimum, because a period in which
 * one probe passed is no failure; below a minute the metric must be written with a storage resolution of one second.
 */
function regionDownAlarm(scope: Construct, { plan: { name, watch }, names }: Place): Alarm {
  const metric = new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: REGION_DOWN_METRIC,
    dimensionsMap: { Plan: name },
    statistic: 'Minimum',
    period: Duration.seconds(watch.everySeconds),
  });
  return new Alarm(scope, 'RegionDown', {
    alarmName: names.alarm,
    alarmDescription: 'The active Region does not answer the probes from here. A failover is started by this alarm.',
    metric,
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: watch.failuresInARow,
    treatMissingData: TreatMissingData.MISSING,
  });
}
