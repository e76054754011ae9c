import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { checkDrift } from '../../lambdas/triggers/check-drift/trigger';
import { DRIFT_METRIC, DRIFT_UNKNOWN_METRIC, METRIC_NAMESPACE } from '../domain/names';
import { type Place, slugOf } from '../domain/step';
import { alarmText } from './alarm-text';
import type { Bundles } from './bundles';
import { TriggerLambda } from './trigger-lambda';

export interface DriftCheckProps {
  readonly place: Place;
  readonly bundles: Bundles;
  readonly operators: ITopic;
  readonly deadLetters: IQueue;
}

/** A check takes minutes at most, and the next one comes within the hour: an older tick only checks twice at once. */
const TICK_AGE = Duration.minutes(10);
/** A Region that is silent once mends itself, and the first drift detection of a stack is read an hour later. */
const UNKNOWN_HOURS_MAX = 3;

/** Checks every hour whether what would be deployed here is what was released, and what runs is the same. */
export class DriftCheck extends Construct {
  constructor(scope: Construct, id: string, { place, bundles, operators, deadLetters }: DriftCheckProps) {
    super(scope, id);
    const { lambda } = new TriggerLambda(this, { place, bundles, trigger: checkDrift });
    everyHour(this, lambda, deadLetters);
    const tell = new SnsAction(operators);
    driftAlarm(this, place).addAlarmAction(tell);
    unknownAlarm(this, place).addAlarmAction(tell);
  }
}

function everyHour(scope: Construct, lambda: Lambda, deadLetterQueue: IQueue): void {
  lambda.configureAsyncInvoke({ retryAttempts: 1, maxEventAge: TICK_AGE });
  new Rule(scope, 'EveryHour', {
    description: checkDrift.purpose,
    schedule: Schedule.rate(Duration.hours(1)),
    targets: [new LambdaFunction(lambda, { deadLetterQueue, maxEventAge: TICK_AGE, retryAttempts: 1 })],
  });
}

const hourly = (metricName: string, { plan }: Place, statistic: 'Maximum' | 'Minimum'): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { Plan: plan.name },
    statistic,
    period: Duration.hours(1),
  });

const logOf = ({ names }: Place) => `CloudWatch > Log groups > /aws/lambda/${names.lambda(slugOf(checkDrift))}`;

/** An hour without a check keeps what the last one said; that checks are missing is the other alarm's to tell. */
const driftAlarm = (scope: Construct, place: Place): Alarm =>
  new Alarm(scope, 'Drift', {
    alarmDescription: alarmText({
      place,
      says: 'something is not as it was released, so a failover would not bring up what you expect',
      command: `npx understudy release drift --region ${place.region}`,
      heading: 'Something is not as it was released',
      lookAt: logOf(place),
    }),
    metric: hourly(DRIFT_METRIC, place, 'Maximum'),
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.IGNORE,
  });

/** A check that is missing knows as little as one that could not compare, so missing data is breaching. */
const unknownAlarm = (scope: Construct, place: Place): Alarm =>
  new Alarm(scope, 'DriftUnknown', {
    alarmDescription: alarmText({
      place,
      says: `for ${UNKNOWN_HOURS_MAX} hours nobody could say whether all is as it was released`,
      command: `npx understudy release drift --region ${place.region}`,
      heading: 'Nobody can say what has drifted',
      lookAt: logOf(place),
    }),
    metric: hourly(DRIFT_UNKNOWN_METRIC, place, 'Minimum'),
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: UNKNOWN_HOURS_MAX,
    treatMissingData: TreatMissingData.BREACHING,
  });
