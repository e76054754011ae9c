import type {
  CompositeAlarm,
  DeleteAlarmsInput,
  DescribeAlarmsInput,
  MetricAlarm,
  PutMetricAlarmInput,
  SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { arnIn } from '../arn';
import { AwsError, type Call } from '../service';
import { type Alarm, type AlarmDefinition, type AlarmState, expressionOf } from './alarm';
import { alarmFrom } from './alarm-input';
import type { Alarms } from './alarms';
import type { AlarmBase } from './announce';
import type { Composite, Composites } from './composites';

const NOT_REHEARSED = ['ActionPrefix', 'ChildrenOfAlarmName', 'ParentsOfAlarmName', 'NextToken'] as const;

/** The alarms of all Regions. */
export interface AlarmsThere {
  readonly alarms: Alarms;
  readonly composites: Composites;
}

/** The calls about alarms. */
export const alarmCalls = ({ alarms, composites }: AlarmsThere, account: string) => ({
  /**
   * Only metric alarms are shown where no types are asked for. Log alarms do not exist here.
   *
   * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
   */
  DescribeAlarms: (input: DescribeAlarmsInput, { region }: Call) => {
    refuseUnknown(input);
    const isAsked = ({ definition, state }: Alarm | Composite) =>
      ('metric' in definition ? definition.metric.region : definition.region) === region &&
      (input.AlarmNames === undefined || input.AlarmNames.includes(definition.name)) &&
      definition.name.startsWith(input.AlarmNamePrefix ?? '') &&
      (input.StateValue === undefined || input.StateValue === state.value);
    const { AlarmTypes: types = ['MetricAlarm'] } = input;
    return {
      MetricAlarms: types.includes('MetricAlarm') ? alarms.all().filter(isAsked).map(described) : [],
      CompositeAlarms: types.includes('CompositeAlarm') ? composites.all().filter(isAsked).map(describedComposite) : [],
    };
  },

  /**
   * An alarm of the same name is replaced and keeps its state.
   *
   * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  PutMetricAlarm: (input: PutMetricAlarmInput, { region }: Call) => {
    alarms.create(alarmFrom(input, { region, account }));
    return {};
  },

  /** Names without an alarm are passed over. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html */
  DeleteAlarms: ({ AlarmNames = [] }: DeleteAlarmsInput, { region }: Call) => {
    for (const arn of AlarmNames.map((name) => arnIn({ region, account }, 'cloudwatch', `alarm:${name}`))) {
      alarms.remove(arn);
      composites.remove(arn);
    }
    return {};
  },

  /**
   * The state lasts until the next evaluation: of a composite alarm, until one of its alarms changes.
   *
   * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
   */
  SetAlarmState: (input: SetAlarmStateInput, { region }: Call) => {
    const arn = arnIn({ region, account }, 'cloudwatch', `alarm:${input.AlarmName}`);
    if (![...alarms.all(), ...composites.all()].some(({ definition }) => definition.arn === arn)) {
      throw new AwsError('ResourceNotFound', `Unknown alarm ${input.AlarmName}`, { status: 404 });
    }
    const { StateValue, StateReason = '', StateReasonData = '{}' } = input;
    if (StateValue !== 'OK' && StateValue !== 'ALARM' && StateValue !== 'INSUFFICIENT_DATA') {
      throw new AwsError(
        'InvalidParameterValue',
        `StateValue ${StateValue} is not one of OK, ALARM, INSUFFICIENT_DATA`,
      );
    }
    for (const { setState } of [alarms, composites]) {
      setState(arn, { value: StateValue, reason: StateReason, reasonData: StateReasonData });
    }
    return {};
  },
});

function refuseUnknown(input: DescribeAlarmsInput): void {
  const unknown = NOT_REHEARSED.filter((member) => input[member] !== undefined);
  if (unknown.length > 0) {
    throw new AwsError('NotImplemented', `DescribeAlarms with ${unknown.join(', ')} is not rehearsed`, { status: 501 });
  }
}

const described = ({ definition, state }: Alarm): MetricAlarm => ({
  ...describedBase(definition, state),
  ...(definition.band ? describedBand(definition) : describedMetric(definition)),
  EvaluationPeriods: definition.evaluationPeriods,
  DatapointsToAlarm: definition.datapointsToAlarm,
  ComparisonOperator: definition.comparisonOperator as NonNullable<MetricAlarm['ComparisonOperator']>,
  TreatMissingData: definition.treatMissingData,
});

const describedComposite = ({ definition, state }: Composite): CompositeAlarm => ({
  ...describedBase(definition, state),
  AlarmRule: definition.rule,
});

function describedBase(definition: AlarmBase, state: AlarmState) {
  return {
    AlarmName: definition.name,
    AlarmArn: definition.arn,
    AlarmDescription: definition.description,
    ActionsEnabled: definition.actionsEnabled,
    AlarmActions: [...definition.actions.alarm],
    OKActions: [...definition.actions.ok],
    InsufficientDataActions: [...definition.actions.insufficientData],
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: new Date(state.at),
  };
}

const describedMetric = (definition: AlarmDefinition): MetricAlarm => ({
  Namespace: definition.metric.namespace,
  MetricName: definition.metric.name,
  Dimensions: Object.entries(definition.metric.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
  Statistic: definition.statistic as NonNullable<MetricAlarm['Statistic']>,
  Period: definition.periodSeconds,
  Threshold: definition.threshold,
});

const describedBand = ({ band, ...definition }: AlarmDefinition): MetricAlarm => {
  const { Namespace, MetricName, Dimensions, Period, Statistic: Stat } = describedMetric(definition);
  const Metric = { Namespace, MetricName, Dimensions };
  return {
    ThresholdMetricId: band?.ids.band,
    Metrics: [
      { Id: band?.ids.metric, MetricStat: { Metric, Period, Stat }, ReturnData: true },
      { Id: band?.ids.band, Expression: band && expressionOf(band), ReturnData: true },
    ],
  };
};
