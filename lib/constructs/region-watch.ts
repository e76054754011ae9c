import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { watchRegion } from '../../lambdas/triggers/watch-region/trigger';
import { METRIC_NAMESPACE, UNSETTLED_METRIC } from '../domain/names';
import type { Place } from '../domain/step';
import type { Bundles } from './bundles';
import { everyMinute } from './every-minute';
import { regionDownAlarm } from './region-down-alarm';
import { TriggerLambda } from './trigger-lambda';

export interface RegionWatchProps {
  readonly place: Place;
  readonly bundles: Bundles;
  readonly operators: ITopic;
  readonly deadLetters: IQueue;
  /** The function URLs of this Region, which the watch tells the other Regions and the persons. */
  readonly urls: { readonly signal: string; readonly approval: string; readonly controls: string };
}

/** Settling takes minutes, and the watch starts it again after a quarter of an hour: then a person must look. */
const UNSETTLED_MINUTES_MAX = 15;
/** One broken minute mends itself; three in a row do not. */
const BROKEN_MINUTES_MAX = 3;

/**
 * Probes the active Region from here and raises an alarm when it is down. CloudWatch alarms cannot read another
 * Region's metrics, and an alarm in the Region that died may never fire: both stand here.
 */
export class RegionWatch extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, { place, bundles, operators, deadLetters, urls }: RegionWatchProps) {
    super(scope, id);
    const { lambda } = new TriggerLambda(this, {
      place,
      bundles,
      trigger: watchRegion,
      environment: { SIGNAL_URL: urls.signal, APPROVAL_URL: urls.approval, CONTROLS_URL: urls.controls },
    });
    everyMinute(this, { lambda, purpose: watchRegion.purpose, deadLetters });
    this.alarm = regionDownAlarm(this, 'RegionDown', {
      plan: place.plan,
      alarmName: place.names.alarm,
      alarmDescription: 'The active Region does not answer the probes from here. A failover is started by this alarm.',
    });
    const tell = new SnsAction(operators);
    this.alarm.addAlarmAction(tell);
    // Without data the watch itself is down, and nothing would start by itself.
    this.alarm.addInsufficientDataAction(tell);
    unsettledAlarm(this, place).addAlarmAction(tell);
    brokenAlarm(this, lambda).addAlarmAction(tell);
  }
}

/** Minimum, because a minute in which the records were found settled once is settled. */
const unsettledAlarm = (scope: Construct, { plan }: Place): Alarm =>
  new Alarm(scope, 'Unsettled', {
    alarmDescription:
      'This Region is active, and the DNS records do not say so for good: read why in the log of watch-region.',
    metric: new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: UNSETTLED_METRIC,
      dimensionsMap: { Plan: plan.name },
      statistic: 'Minimum',
      period: Duration.minutes(1),
    }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: UNSETTLED_MINUTES_MAX,
    treatMissingData: TreatMissingData.MISSING,
  });

/** It fails after its minute was watched, so the alarm on the Region says nothing of what else it could not do. */
const brokenAlarm = (scope: Construct, lambda: Lambda): Alarm =>
  new Alarm(scope, 'Broken', {
    alarmDescription: 'The watch of the active Region fails each minute: read its log, watch-region.',
    metric: lambda.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: BROKEN_MINUTES_MAX,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
