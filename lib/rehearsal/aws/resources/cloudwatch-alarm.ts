import * as z from 'zod';
import { arnIn } from '../arn';
import { flag, number, optionalNumber, optionalText, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName } from '../stack-context';

const actions = z.array(text).default([]);
const dimensions = z.array(z.strictObject({ Name: text, Value: text })).default([]);

/** A metric, as an alarm with an anomaly band names it. */
const learned = z.strictObject({
  Id: text,
  MetricStat: z.strictObject({
    Metric: z.strictObject({ Namespace: text, MetricName: text, Dimensions: dimensions }),
    Period: number,
    Stat: text,
  }),
  ReturnData: flag.default(true),
});
const BAND = /^ANOMALY_DETECTION_BAND\((\w+), *(\d+(?:\.\d+)?)\)$/;
const band = z.strictObject({
  Id: text,
  Expression: z.string().regex(BAND, 'only ANOMALY_DETECTION_BAND of a metric is rehearsed'),
  Label: optionalText,
  ReturnData: flag.default(true),
});

/**
 * An alarm on one metric, against a number or against a band that CloudWatch learns: the latter stays INSUFFICIENT_DATA
 * until it is set by hand. An alarm on other metric math or on a percentile is refused.
 */
export const cloudwatchAlarm = resourceType({
  type: 'AWS::CloudWatch::Alarm',
  properties: z.object({
    ActionsEnabled: flag.default(true),
    AlarmActions: actions,
    AlarmDescription: optionalText,
    AlarmName: optionalText,
    ComparisonOperator: text,
    DatapointsToAlarm: optionalNumber,
    Dimensions: dimensions,
    EvaluationPeriods: number,
    InsufficientDataActions: actions,
    MetricName: optionalText,
    Metrics: z
      .array(z.union([learned, band]))
      .length(2)
      .optional(),
    Namespace: optionalText,
    OKActions: actions,
    Period: optionalNumber,
    Statistic: optionalText,
    Threshold: optionalNumber,
    ThresholdMetricId: optionalText,
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
      ...watchedBy(name, properties, stack.region),
      comparisonOperator: properties.ComparisonOperator,
      evaluationPeriods: properties.EvaluationPeriods,
      datapointsToAlarm: properties.DatapointsToAlarm ?? properties.EvaluationPeriods,
      treatMissingData: properties.TreatMissingData,
      actionsEnabled: properties.ActionsEnabled,
      actions: actionsOf(properties),
    });
    return { physicalId: name, attributes: { Arn: arn }, remove: () => services.cloudwatch.deleteAlarm(arn) };
  },
});

/**
 * An alarm on the states of other alarms. A suppressor of its actions is refused.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-compositealarm.html
 */
export const cloudwatchCompositeAlarm = resourceType({
  type: 'AWS::CloudWatch::CompositeAlarm',
  properties: z.object({
    ActionsEnabled: flag.default(true),
    AlarmActions: actions,
    AlarmDescription: optionalText,
    AlarmName: optionalText,
    AlarmRule: text,
    InsufficientDataActions: actions,
    OKActions: actions,
  }),
  inert: ['Tags'],
  create: ({ properties, stack, services, logicalId }) => {
    const name = properties.AlarmName ?? generatedName(stack, logicalId);
    const arn = arnIn(stack, 'cloudwatch', `alarm:${name}`);
    services.cloudwatch.createCompositeAlarm({
      arn,
      name,
      region: stack.region,
      description: properties.AlarmDescription,
      rule: properties.AlarmRule,
      actionsEnabled: properties.ActionsEnabled,
      actions: actionsOf(properties),
    });
    return { physicalId: name, attributes: { Arn: arn }, remove: () => services.cloudwatch.deleteAlarm(arn) };
  },
});

interface Actions {
  readonly AlarmActions: string[];
  readonly OKActions: string[];
  readonly InsufficientDataActions: string[];
}

const actionsOf = ({ AlarmActions, OKActions, InsufficientDataActions }: Actions) => ({
  alarm: AlarmActions,
  ok: OKActions,
  insufficientData: InsufficientDataActions,
});

interface Watching {
  readonly Dimensions: { Name: string; Value: string }[];
  readonly MetricName?: string | undefined;
  readonly Metrics?: (z.infer<typeof learned> | z.infer<typeof band>)[] | undefined;
  readonly Namespace?: string | undefined;
  readonly Period?: number | undefined;
  readonly Statistic?: string | undefined;
  readonly Threshold?: number | undefined;
  readonly ThresholdMetricId?: string | undefined;
}

/** What an alarm looks at, and against what. @throws when neither a number nor a band is complete */
function watchedBy(name: string, properties: Watching, region: string) {
  if (properties.Metrics !== undefined) return watchedByBand(name, properties, region);
  const { Namespace, MetricName, Dimensions, Period, Statistic, Threshold } = properties;
  if (!Namespace || !MetricName || Period === undefined || !Statistic || Threshold === undefined) {
    throw new Error(`alarm ${name}: Namespace, MetricName, Period, Statistic and Threshold are needed`);
  }
  return {
    metric: { region, namespace: Namespace, name: MetricName, dimensions: dimensionsOf(Dimensions) },
    statistic: Statistic,
    periodSeconds: Period,
    threshold: Threshold,
  };
}

function watchedByBand(name: string, { Metrics = [], ThresholdMetricId }: Watching, region: string) {
  const metric = Metrics.find((one) => 'MetricStat' in one);
  const expression = Metrics.find((one) => 'Expression' in one);
  const [, of = '', deviations = ''] = BAND.exec(expression?.Expression ?? '') ?? [];
  if (!metric || !expression || of !== metric.Id || ThresholdMetricId !== expression.Id) {
    throw new Error(
      `alarm ${name}: a metric, a band of that metric and ThresholdMetricId with the band's id are needed`,
    );
  }
  const { Metric, Period, Stat } = metric.MetricStat;
  return {
    metric: {
      region,
      namespace: Metric.Namespace,
      name: Metric.MetricName,
      dimensions: dimensionsOf(Metric.Dimensions),
    },
    statistic: Stat,
    periodSeconds: Period,
    threshold: 0,
    band: { ids: { metric: metric.Id, band: expression.Id }, deviations: Number(deviations) },
  };
}

const dimensionsOf = (dimensions: Watching['Dimensions']) =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
