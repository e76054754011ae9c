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
import { METRIC_NAMESPACE, PROBE_LATENCY_METRIC, REGION_DOWN_METRIC } from '../domain/names';
import { ALARM_AGE_SECONDS_MAX } from '../domain/request';
import type { Place } from '../domain/step';
import { alarmText } from './alarm-text';
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
    const { place } = props;
    const risk = new CompositeAlarm(this, 'Composite', {
      compositeAlarmName: place.names.riskAlarm,
      alarmDescription: alarmText({
        place,
        says: 'the active Region is at risk, two signals of it are far from usual; a prewarm starts here',
        heading: 'The active Region is at risk',
        lookAt: `CloudWatch > Alarms > ${place.names.riskAlarm}`,
      }),
      alarmRule: ruleOf(this, place),
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

/**
 * At least two kinds of signal: both of the probes, or one of them and the lag of any database. All databases are one
 * kind: what delays one delays the others too. Each alarm of a lag is named once, so that one rule holds them all:
 * 10 databases with 5 sources are 50 names of some 130 characters, and a rule has at most 10,240 and 100 alarms.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
function ruleOf(scope: Construct, place: Place): IAlarmRule {
  const probed = (metricName: string) =>
    unusual(scope, place, {
      ...{ id: metricName, namespace: METRIC_NAMESPACE, metricName },
      dimensionsMap: { Plan: place.plan.name },
    });
  // A probe that fails is worth 1, and one that is answered 0: its mean is the share that failed.
  const probes = [probed(PROBE_LATENCY_METRIC), probed(REGION_DOWN_METRIC)];
  const lags = lagsIn(scope, place);
  const both = AlarmRule.allOf(...probes);
  return lags.length === 0
    ? both
    : AlarmRule.anyOf(both, AlarmRule.allOf(AlarmRule.anyOf(...probes), AlarmRule.anyOf(...lags)));
}

/**
 * Members here that follow later than usual. RDS tells the lag in the Region of the member that follows, so an active
 * Region has no data, and no alarm; `lambdas/edge/replication-lags.ts` says why there are two sets of dimensions.
 */
function lagsIn(scope: Construct, place: Place): IAlarmRule[] {
  const { plan, region } = place;
  const sources = [undefined, ...plan.regions.filter((other) => other !== region)];
  return plan.databases.flatMap(({ globalCluster, clusters }) =>
    sources.map((source) =>
      unusual(scope, place, {
        id: ['Lag', globalCluster, source].filter(Boolean).join('-'),
        namespace: 'AWS/RDS',
        metricName: 'AuroraGlobalDBReplicationLag',
        dimensionsMap: { DBClusterIdentifier: clusters[region] ?? '', ...(source && { SourceRegion: source }) },
      }),
    ),
  );
}

interface Signal {
  readonly id: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensionsMap: Readonly<Record<string, string>>;
}

/** Missing data is no risk: a Region that is active itself probes nothing, and silence is the other alarm's to tell. */
function unusual(scope: Construct, place: Place, { id, ...metric }: Signal): IAlarmRule {
  const alarm = new AnomalyDetectionAlarm(scope, id, {
    alarmDescription: alarmText({
      place,
      says: `${metric.metricName} is far above what is usual, which counts towards the risk of the active Region`,
      heading: 'The active Region is at risk',
      lookAt: `CloudWatch > Metrics > ${metric.namespace} > ${metric.metricName}`,
    }),
    metric: new Metric({ ...metric, statistic: 'Average', period: Duration.minutes(1) }),
    stdDevs: STANDARD_DEVIATIONS,
    comparisonOperator: ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
    evaluationPeriods: MINUTES_IN_A_ROW,
    datapointsToAlarm: MINUTES_IN_A_ROW,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  return AlarmRule.fromAlarm(alarm, AlarmState.ALARM);
}
