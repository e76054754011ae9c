import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE, REGION_DOWN_METRIC } from '../domain/names';
import type { Plan } from '../domain/plan';

export interface RegionDownAlarmProps {
  readonly plan: Plan;
  readonly alarmName: string;
  readonly alarmDescription: string;
  /** Set in a witness, which watches every Region of the plan. @default the one Region that is active */
  readonly watched?: string;
}

/**
 * Down for `failuresInARow` periods, each as long as the pause between two probes. Minimum, because a period in which
 * one probe passed is no failure; below a minute the metric must be written with a storage resolution of one second.
 */
export function regionDownAlarm(scope: Construct, id: string, props: RegionDownAlarmProps): Alarm {
  const { plan, watched, ...named } = props;
  const metric = new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: REGION_DOWN_METRIC,
    dimensionsMap: { Plan: plan.name, ...(watched && { Region: watched }) },
    statistic: 'Minimum',
    period: Duration.seconds(plan.watch.everySeconds),
  });
  return new Alarm(scope, id, {
    ...named,
    metric,
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: plan.watch.failuresInARow,
    treatMissingData: TreatMissingData.MISSING,
  });
}
