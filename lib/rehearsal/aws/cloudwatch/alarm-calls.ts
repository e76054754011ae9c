import type {
  DeleteAlarmsInput,
  DescribeAlarmsInput,
  MetricAlarm,
  PutMetricAlarmInput,
  SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { arnIn } from '../arn';
import { AwsError, type Call } from '../service';
import type { Alarm, AlarmDefinition } from './alarm';
import { alarmFrom } from './alarm-input';
import type { Alarms } from './alarms';

const NOT_REHEARSED = ['ActionPrefix', 'ChildrenOfAlarmName', 'ParentsOfAlarmName', 'NextToken'] as const;

/** The calls about alarms. */
export const alarmCalls = (alarms: Alarms, account: string) => ({
  /**
   * Composite alarms and log alarms do not exist here; an explicit list of types without MetricAlarm finds nothing.
   *
   * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
   */
  DescribeAlarms: (input: DescribeAlarmsInput, { region }: Call) => {
    refuseUnknown(input);
    const isAsked = ({ definition, state }: Alarm) =>
      definition.metric.region === region &&
      (input.AlarmNames === undefined || input.AlarmNames.includes(definition.name)) &&
      definition.name.startsWith(input.AlarmNamePrefix ?? '') &&
      (input.StateValue === undefined || input.StateValue === state.value);
    const wantsMetricAlarms = input.AlarmTypes === undefined || input.AlarmTypes.includes('MetricAlarm');
    return { MetricAlarms: wantsMetricAlarms ? alarms.all().filter(isAsked).map(described) : [], CompositeAlarms: [] };
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
    for (const name of AlarmNames) alarms.remove(arnIn({ region, account }, 'cloudwatch', `alarm:${name}`));
    return {};
  },

  /** The state lasts until the next evaluation, as in AWS. */
  SetAlarmState: (input: SetAlarmStateInput, { region }: Call) => {
    const arn = arnIn({ region, account }, 'cloudwatch', `alarm:${input.AlarmName}`);
    if (!alarms.all().some(({ definition }) => definition.arn === arn)) {
      throw new AwsError('ResourceNotFound', `Unknown alarm ${input.AlarmName}`, { status: 404 });
    }
    const { StateValue, StateReason = '', StateReasonData = '{}' } = input;
    if (StateValue !== 'OK' && StateValue !== 'ALARM' && StateValue !== 'INSUFFICIENT_DATA') {
      throw new AwsError(
        'InvalidParameterValue',
        `StateValue ${StateValue} is not one of OK, ALARM, INSUFFICIENT_DATA`,
      );
    }
    alarms.setState(arn, { value: StateValue, reason: StateReason, reasonData: StateReasonData });
    return {};
  },
});

function refuseUnknown(input: DescribeAlarmsInput): void {
  const unknown = NOT_REHEARSED.filter((member) => input[member] !== undefined);
  if (unknown.length > 0) {
    throw new AwsError('NotImplemented', `DescribeAlarms with ${unknown.join(', ')} is not rehearsed`, { status: 501 });
  }
}

function described({ definition, state }: Alarm): MetricAlarm {
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
    ...describedMetric(definition),
  };
}

const describedMetric = (definition: AlarmDefinition): MetricAlarm => ({
  Namespace: definition.metric.namespace,
  MetricName: definition.metric.name,
  Dimensions: Object.entries(definition.metric.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
  Statistic: definition.statistic as NonNullable<MetricAlarm['Statistic']>,
  Period: definition.periodSeconds,
  EvaluationPeriods: definition.evaluationPeriods,
  DatapointsToAlarm: definition.datapointsToAlarm,
  Threshold: definition.threshold,
  ComparisonOperator: definition.comparisonOperator as NonNullable<MetricAlarm['ComparisonOperator']>,
  TreatMissingData: definition.treatMissingData,
});
