import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { arnIn } from '../arn';
import { AwsError } from '../service';
import type { AlarmDefinition } from './alarm';

/** Members of PutMetricAlarm that have an effect here; what a caller leaves out has none. */
const MEMBERS = [
  ...['AlarmName', 'AlarmDescription', 'ActionsEnabled', 'AlarmActions', 'OKActions', 'InsufficientDataActions'],
  ...['Namespace', 'MetricName', 'Dimensions', 'Statistic', 'Period', 'EvaluationPeriods', 'DatapointsToAlarm'],
  ...['Threshold', 'ComparisonOperator', 'TreatMissingData'],
];
const REQUIRED = [
  'AlarmName',
  'Namespace',
  'MetricName',
  'Statistic',
  'Period',
  'EvaluationPeriods',
  'Threshold',
] as const;

/**
 * The alarm that a PutMetricAlarm asks for.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function alarmFrom(input: PutMetricAlarmInput, place: { region: string; account: string }): AlarmDefinition {
  const unknown = Object.keys(input).filter((member) => !MEMBERS.includes(member));
  if (unknown.length > 0) {
    throw new AwsError('NotImplemented', `PutMetricAlarm with ${unknown.join(', ')} is not rehearsed`, { status: 501 });
  }
  const missing = REQUIRED.filter((member) => input[member] === undefined);
  if (missing.length > 0) throw new AwsError('MissingParameter', `${missing.join(', ')} must be given`);
  const { AlarmName: name = '', EvaluationPeriods: evaluationPeriods = 1, Dimensions = [] } = input;
  return {
    arn: arnIn(place, 'cloudwatch', `alarm:${name}`),
    name,
    description: input.AlarmDescription,
    metric: {
      region: place.region,
      namespace: input.Namespace ?? '',
      name: input.MetricName ?? '',
      dimensions: Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value])),
    },
    statistic: input.Statistic ?? '',
    periodSeconds: input.Period ?? 0,
    threshold: input.Threshold ?? 0,
    comparisonOperator: input.ComparisonOperator ?? '',
    evaluationPeriods,
    datapointsToAlarm: input.DatapointsToAlarm ?? evaluationPeriods,
    treatMissingData: (input.TreatMissingData ?? 'missing') as AlarmDefinition['treatMissingData'],
    actionsEnabled: input.ActionsEnabled ?? true,
    actions: {
      alarm: input.AlarmActions ?? [],
      ok: input.OKActions ?? [],
      insufficientData: input.InsufficientDataActions ?? [],
    },
  };
}
