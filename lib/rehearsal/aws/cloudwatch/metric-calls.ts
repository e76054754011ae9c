import type {
  Dimension,
  GetMetricDataInput,
  GetMetricStatisticsInput,
  MetricDataQuery,
  MetricDataResult,
  PutMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import type { Pace } from '../../world/clock';
import { AwsError, type Call } from '../service';
import { type Metric, type Metrics, type Span, statisticNamed } from './metrics';

/**
 * The calls about metrics. A period is as short as the pace makes what writes into it, as an alarm's is; the moments
 * between which data is asked for are moments, and never scaled.
 */
export const metricCalls = (metrics: Metrics, pace: Pace) => ({
  PutMetricData: (input: PutMetricDataInput, { region }: Call) => {
    if (input.EntityMetricData !== undefined) refuse('PutMetricData with EntityMetricData');
    for (const datum of input.MetricData ?? []) {
      if (datum.StatisticValues !== undefined || datum.Counts !== undefined) refuse('PutMetricData of a value set');
      const metric = metricOf(region, { Namespace: input.Namespace, ...datum });
      const values = datum.Values ?? [datum.Value ?? 0];
      for (const value of values) metrics.put({ ...metric, value, at: datum.Timestamp?.getTime() ?? pace.clock.now() });
    }
    return {};
  },

  GetMetricData: (input: GetMetricDataInput, { region }: Call) => {
    const order = input.ScanBy === 'TimestampAscending' ? 1 : -1;
    return {
      MetricDataResults: (input.MetricDataQueries ?? [])
        .filter(({ ReturnData }) => ReturnData !== false)
        .map((query) => resultOf(query, { metrics, pace, region, span: spanOf(input), order })),
      Messages: [],
    };
  },

  GetMetricStatistics: (input: GetMetricStatisticsInput, { region }: Call) => {
    if (input.ExtendedStatistics !== undefined) refuse('GetMetricStatistics with ExtendedStatistics');
    const slices = slicesOf(metrics, {
      metric: metricOf(region, input),
      span: spanOf(input),
      periodMilliseconds: pace.scaledMilliseconds(input.Period ?? 60),
    });
    const Datapoints = slices.map(({ start, values }) => ({
      Timestamp: new Date(start),
      ...Object.fromEntries((input.Statistics ?? []).map((name) => [name, statisticNamed(name)(values)])),
    }));
    return { Label: input.MetricName, Datapoints };
  },
});

interface Question {
  readonly metrics: Metrics;
  readonly pace: Pace;
  readonly region: string;
  readonly span: Span;
  readonly order: 1 | -1;
}

function resultOf(query: MetricDataQuery, { metrics, pace, region, span, order }: Question): MetricDataResult {
  const { Id, MetricStat } = query;
  if (MetricStat === undefined) return refuse('GetMetricData with an expression');
  const statistic = statisticNamed(MetricStat.Stat ?? '');
  const metric = metricOf(region, MetricStat.Metric ?? {});
  const periodMilliseconds = pace.scaledMilliseconds(MetricStat.Period ?? 60);
  const slices = slicesOf(metrics, { metric, span, periodMilliseconds }).sort((a, b) => order * (a.start - b.start));
  return {
    Id,
    Label: query.Label ?? MetricStat.Metric?.MetricName,
    Timestamps: slices.map(({ start }) => new Date(start)),
    Values: slices.map(({ values }) => statistic(values)),
    StatusCode: 'Complete',
  };
}

interface Slicing {
  readonly metric: Metric;
  readonly span: Span;
  readonly periodMilliseconds: number;
}

/** The periods in `span` that hold data, oldest first. Their starts are aligned to the period, as CloudWatch aligns. */
function slicesOf(metrics: Metrics, { metric, span, periodMilliseconds }: Slicing) {
  const startOf = (at: number) => Math.floor(at / periodMilliseconds) * periodMilliseconds;
  const end = Math.ceil(span.end / periodMilliseconds) * periodMilliseconds;
  const slices = new Map<number, number[]>();
  for (const { at, value } of metrics.points(metric, { start: startOf(span.start), end })) {
    const start = startOf(at);
    slices.set(start, [...(slices.get(start) ?? []), value]);
  }
  return [...slices].map(([start, values]) => ({ start, values })).sort((a, b) => a.start - b.start);
}

const spanOf = ({ StartTime, EndTime }: { StartTime?: Date | undefined; EndTime?: Date | undefined }): Span => ({
  start: StartTime?.getTime() ?? 0,
  end: EndTime?.getTime() ?? 0,
});

interface NamedMetric {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: Dimension[] | undefined;
}

const metricOf = (region: string, { Namespace = '', MetricName = '', Dimensions = [] }: NamedMetric): Metric => ({
  region,
  namespace: Namespace,
  name: MetricName,
  dimensions: Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value])),
});

function refuse(what: string): never {
  throw new AwsError('NotImplemented', `${what} is not rehearsed`, { status: 501 });
}
