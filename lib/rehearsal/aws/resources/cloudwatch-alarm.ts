import * as z from 'zod';
import { arnIn } from '../arn';
import { flag, number, optionalNumber, optionalText, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName } from '../stack-context';

const actions = z.array(text).default([]);

/** An alarm on one metric. An alarm on metric math, a percentile or an anomaly band is refused. */
export const cloudwatchAlarm = resourceType({
  type: 'AWS::CloudWatch::Alarm',
  properties: z.object({
    ActionsEnabled: flag.default(true),
    AlarmActions: actions,
    AlarmDescription: optionalText,
    AlarmName: optionalText,
    ComparisonOperator: text,
    DatapointsToAlarm: optionalNumber,
    Dimensions: z.array(z.strictObject({ Name: text, Value: text })).default([]),
    EvaluationPeriods: number,
    InsufficientDataActions: actions,
    MetricName: text,
    Namespace: text,
    OKActions: actions,
    Period: number,
    Statistic: text,
    Threshold: number,
    TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).default('missing'),
  }),
  inert: ['Tags', 'Unit'],
  create: ({ properties, stack, services, logicalId }) => {
    const name = properties.AlarmName ?? generatedName(stack, logicalId);
    const arn = arnIn(stack, 'cloudwatch', `alarm:${name}`);
    services.cloudwatch.createAlarm({
      arn,
      name,
      description: properties.AlarmDescription,
      metric: {
        region: stack.region,
        namespace: properties.Namespace,
        name: properties.MetricName,
        dimensions: Object.fromEntries(properties.Dimensions.map(({ Name, Value }) => [Name, Value])),
      },
      statistic: properties.Statistic,
      periodSeconds: properties.Period,
      threshold: properties.Threshold,
      comparisonOperator: properties.ComparisonOperator,
      evaluationPeriods: properties.EvaluationPeriods,
      datapointsToAlarm: properties.DatapointsToAlarm ?? properties.EvaluationPeriods,
      treatMissingData: properties.TreatMissingData,
      actionsEnabled: properties.ActionsEnabled,
      actions: {
        alarm: properties.AlarmActions,
        ok: properties.OKActions,
        insufficientData: properties.InsufficientDataActions,
      },
    });
    return { physicalId: name, attributes: { Arn: arn }, remove: () => services.cloudwatch.deleteAlarm(arn) };
  },
});
