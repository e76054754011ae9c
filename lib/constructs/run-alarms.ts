import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

export interface RunAlarmsProps {
  readonly machine: StateMachine;
  readonly operators: ITopic;
}

/**
 * Tells the operators of a run that ended badly. A run tells them itself when it closes, but one that is aborted, times
 * out or fails before it closes keeps the lock and would be silent; one that was handed over is told of twice.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export class RunAlarms extends Construct {
  constructor(scope: Construct, id: string, { machine, operators }: RunAlarmsProps) {
    super(scope, id);
    const each = { period: Duration.minutes(1), statistic: 'Sum' };
    const metrics: Record<string, Metric> = {
      Aborted: machine.metricAborted(each),
      TimedOut: machine.metricTimedOut(each),
      Failed: machine.metricFailed(each),
    };
    for (const [ending, metric] of Object.entries(metrics)) {
      new Alarm(this, ending, {
        alarmDescription:
          'A run was aborted, timed out or failed, and may keep the lock: read its execution and its report.',
        metric,
        threshold: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(new SnsAction(operators));
    }
  }
}
