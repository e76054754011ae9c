import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Rule } from 'aws-cdk-lib/aws-events';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { watchRegion } from '../../lambdas/triggers/watch-region/trigger';
import { METRIC_NAMESPACE, UNSETTLED_METRIC } from '../domain/names';
import type { Plan } from '../domain/plan';
import { type Place, slugOf } from '../domain/step';
import { alarmText } from './alarm-text';
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
  /** What invokes the watch. Without it the alarm has no data, and rings. */
  readonly everyMinute: Rule;

  constructor(scope: Construct, id: string, { place, bundles, operators, deadLetters, urls }: RegionWatchProps) {
    super(scope, id);
    const { lambda } = new TriggerLambda(this, {
      place,
      bundles,
      trigger: watchRegion,
      environment: { SIGNAL_URL: urls.signal, APPROVAL_URL: urls.approval, CONTROLS_URL: urls.controls },
    });
    this.everyMinute = everyMinute(this, { lambda, purpose: watchRegion.purpose, deadLetters });
    this.alarm = regionDownAlarm(this, 'RegionDown', {
      plan: place.plan,
      alarmName: place.names.alarm,
      alarmDescription: alarmText({
        place,
        says: `the active Region does not answer from here, or nobody probes it${STARTS[place.plan.automation]}`,
        heading: 'The active Region does not answer',
        lookAt: `CloudWatch > Alarms > ${place.names.alarm}`,
      }),
    });
    const tell = new SnsAction(operators);
    this.alarm.addAlarmAction(tell);
    // Without data the watch itself is down, and nothing would start by itself.
    this.alarm.addInsufficientDataAction(tell);
    unsettledAlarm(this, place).addAlarmAction(tell);
    brokenAlarm(this, place, lambda).addAlarmAction(tell);
  }
}

/** What follows from an alarm that goes off. */
const STARTS: Readonly<Record<Plan['automation'], string>> = {
  notify: '; nothing starts by itself',
  prepare: '; a failover starts and asks a person',
  full: '; a failover starts',
};

const logOfWatch = ({ names }: Place) => `CloudWatch > Log groups > /aws/lambda/${names.lambda(slugOf(watchRegion))}`;

/** Minimum, because a minute in which the records were found settled once is settled. */
const unsettledAlarm = (scope: Construct, place: Place): Alarm =>
  new Alarm(scope, 'Unsettled', {
    alarmDescription: alarmText({
      place,
      says: 'this Region is active and the DNS records do not say so for good; users are served, by a claim alone',
      heading: 'The records do not follow the active Region',
      lookAt: `Step Functions > State machines > ${place.names.machine('settle')}`,
    }),
    metric: new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: UNSETTLED_METRIC,
      dimensionsMap: { Plan: place.plan.name },
      statistic: 'Minimum',
      period: Duration.minutes(1),
    }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: UNSETTLED_MINUTES_MAX,
    treatMissingData: TreatMissingData.MISSING,
  });

/** It fails after its minute was watched, so the alarm on the Region says nothing of what else it could not do. */
const brokenAlarm = (scope: Construct, place: Place, lambda: Lambda): Alarm =>
  new Alarm(scope, 'Broken', {
    alarmDescription: alarmText({
      place,
      says: 'the watch fails each minute: it may still probe, and starts nothing that should follow',
      heading: 'The watch fails',
      lookAt: logOfWatch(place),
    }),
    metric: lambda.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: BROKEN_MINUTES_MAX,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
