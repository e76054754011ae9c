import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE, UNREADY_METRIC } from '../domain/names';
import type { Place } from '../domain/step';
import { alarmText } from './alarm-text';
import { CHECK_MINUTES } from './schedules';

/** What one check finds may mend itself until the next. */
const CHECKS_MAX = 2;

/**
 * Tells the operators that a failover to this Region would not work. A check that is missing knows nothing, so missing
 * data is breaching. Minimum, because what one check of a period found ready is ready.
 */
export function readinessAlarm(scope: Construct, place: Place, operators: ITopic): Alarm {
  const alarm = new Alarm(scope, 'Unready', {
    alarmDescription: alarmText({
      place,
      says: `a failover to here would not work, by ${CHECKS_MAX} checks in a row, or checks are missing`,
      command: `npx understudy check --region ${place.region}`,
      heading: 'A failover to this Region would not work',
      lookAt: `Step Functions > State machines > ${place.names.machine('check')}`,
    }),
    metric: new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: UNREADY_METRIC,
      dimensionsMap: { Plan: place.plan.name },
      statistic: 'Minimum',
      period: Duration.minutes(CHECK_MINUTES),
    }),
    threshold: 0,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: CHECKS_MAX,
    treatMissingData: TreatMissingData.BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(operators));
  return alarm;
}
