import { Duration } from 'aws-cdk-lib';
import {
  AlarmRule,
  AlarmState,
  AnomalyDetectionAlarm,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarmRule,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { onRisk } from '../../lambdas/triggers/on-risk/trigger';
import { METRIC_NAMESPACE, PROBE_FAILED_METRIC, PROBE_LATENCY_METRIC } from '../domain/names';
import { ALARM_AGE_SECONDS_MAX } from '../domain/request';
import type { Place } from '../domain/step';
import type { Bundles } from './bundles';
import { EventTrigger } from './event-trigger';

export interface RiskAlarmsProps {
  readonly place: Place;
  readonly bundles: Bundles;
  readonly operators: ITopic;
  readonly deadLetters: IQueue;
}

/** How far from what is usual at that hour and on that weekday a value lies; a wider band forgives more. */
const STANDARD_DEVIATIONS = 3;
const MINUTES_IN_A_ROW = 3;

/**
 * Says that the active Region is at risk before it is down: when at least two kinds of signal, each learned from its
 * own past, lie above what is usual (its answers take longer, more of them fail, its databases replicate later). One
 * kind alone is a busy hour. A prewarm is started by it, and the operators are told.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
 */
export class RiskAlarms extends Construct {
  constructor(scope: Construct, id: string, { operators, ...props }: RiskAlarmsProps) {
    super(scope, id);
    const { names } = props.place;
    const risk = new CompositeAlarm(this, 'Composite', {
      compositeAlarmName: names.riskAlarm,
      alarmDescription: 'The active Region is at risk: two signals of it are far from usual. A prewarm is started.',
      alarmRule: atLeastTwoOf(kindsOf(this, props.place)),
    });
    risk.addAlarmAction(new SnsAction(operators));
    new EventTrigger(this, 'Starter', {
      ...props,
      trigger: onRisk,
      eventAgeSecondsMax: ALARM_AGE_SECONDS_MAX,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: [risk.alarmArn],
        detail: { state: { value: ['ALARM'] } },
      },
    });
  }
}

/** One rule for each kind of signal. All databases are one kind: what delays one delays the others too. */
function kindsOf(scope: Construct, { plan, region }: Place): IAlarmRule[] {
  const probed = (metricName: string) =>
    unusual(scope, metricName, { namespace: METRIC_NAMESPACE, metricName, dimensionsMap: { Plan: plan.name } });
  const lagging = plan.databases.length > 0 ? [lagAlarm(scope, { plan, region })] : [];
  return [probed(PROBE_LATENCY_METRIC), probed(PROBE_FAILED_METRIC), ...lagging];
}

/**
 * Any member here that follows later than usual. RDS tells the lag in the Region of the member that follows, so an
 * active Region has no data, and no alarm; `lambdas/edge/replication-lags.ts` says why there are two sets of
 * dimensions. An alarm of its own, because a rule has at most 10,240 characters.
 */
function lagAlarm(scope: Construct, { plan, region }: Pick<Place, 'plan' | 'region'>): IAlarmRule {
  const sources = [undefined, ...plan.regions.filter((other) => other !== region)];
  const rules = plan.databases.flatMap(({ globalCluster, clusters }) =>
    sources.map((source) =>
      unusual(scope, ['Lag', globalCluster, source].filter(Boolean).join('-'), {
        namespace: 'AWS/RDS',
        metricName: 'AuroraGlobalDBReplicationLag',
        dimensionsMap: { DBClusterIdentifier: clusters[region] ?? '', ...(source && { SourceRegion: source }) },
      }),
    ),
  );
  const alarm = new CompositeAlarm(scope, 'Lag', {
    alarmDescription: 'A database here follows far later than usual; it counts towards the risk of the active Region.',
    alarmRule: AlarmRule.anyOf(...rules),
  });
  return AlarmRule.fromAlarm(alarm, AlarmState.ALARM);
}

/** Missing data is no risk: a Region that is active itself probes nothing, and silence is the other alarm's to tell. */
function unusual(
  scope: Construct,
  id: string,
  metric: { readonly namespace: string; readonly metricName: string; readonly dimensionsMap: Record<string, string> },
): IAlarmRule {
  const alarm = new AnomalyDetectionAlarm(scope, id, {
    alarmDescription: `${metric.metricName} is far above what is usual; counts towards the risk of the active Region.`,
    metric: new Metric({ ...metric, statistic: 'Average', period: Duration.minutes(1) }),
    stdDevs: STANDARD_DEVIATIONS,
    comparisonOperator: ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
    evaluationPeriods: MINUTES_IN_A_ROW,
    datapointsToAlarm: MINUTES_IN_A_ROW,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  return AlarmRule.fromAlarm(alarm, AlarmState.ALARM);
}

/** The pairs of a list, written out: a composite alarm knows `AND` and `OR`, and does not count. */
const atLeastTwoOf = (kinds: readonly IAlarmRule[]): IAlarmRule => {
  const pairs = kinds.flatMap((one, index) => kinds.slice(index + 1).map((other) => AlarmRule.allOf(one, other)));
  return pairs.length > 1 ? AlarmRule.anyOf(...pairs) : (pairs[0] ?? AlarmRule.fromBoolean(false));
};
