import type {
  Dimension,
  GetMetricDataInput,
  GetMetricStatisticsInput,
  MetricDataQuery,
  MetricDataResult,
  PutMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../../world/clock';
import { AwsError, type Call } from '../service';
import { type Metric, type Metrics, type Span, statisticNamed } from './metrics';

/** The calls about metrics. Their periods are request fields in real seconds, so they are never scaled. */
export const metricCalls = (metrics: Metrics, clock: Clock) => ({
  PutMetricData: (input: PutMetricDataInput, { region }: Call) => {
    if (input.EntityMetricData !== undefined) refuse('PutMetricData with EntityMetricData');
    for (const datum of input.MetricData ?? []) {
      if (datum.StatisticValues !== undefined || datum.Counts !== undefined) refuse('PutMetricData of a value set');
      const metric = metricOf(region, { Namespace: input.Namespace, ...datum });
      const values = datum.Values ?? [datum.Value ?? 0];
      for (const value of values) metrics.put({ ...metric, value, at: datum.Timestamp?.getTime() ?? clock.now() });
    }
    return {};
  },

  GetMetricData: (input: GetMetricDataInput, { region }: Call) => {
    const order = input.ScanBy === 'TimestampAscending' ? 1 : -1;
    return {
      MetricDataResults: (input.MetricDataQueries ?? [])
        .filter(({ ReturnData }) => ReturnData !== false)
        .map((query) => resultOf(query, { metrics, region, span: spanOf(input), order })),
      Messages: [],
    };
  },

  GetMetricStatistics: (input: GetMetricStatisticsInput, { region }: Call) => {
    if (input.ExtendedStatistics !== undefined) refuse('GetMetricStatistics with ExtendedStatistics');
    const slices = slicesOf(metrics, metricOf(region, input), spanOf(input), input.Period ?? 60);
    const Datapoints = slices.map(({ start, values }) => ({
      Timestamp: new Date(start),
      ...Object.fromEntries((input.Statistics ?? []).map((name) => [name, statisticNamed(name)(values)])),
    }));
    return { Label: input.MetricName, Datapoints };
  },
});

interface Question {
  readonly metrics: Metrics;
  readonly region: string;
  readonly span: Span;
  readonly order: 1 | -1;
}

function resultOf(query: MetricDataQuery, { metrics, region, span, order }: Question): MetricDataResult {
  const { Id, MetricStat } = query;
  if (MetricStat === undefined) return refuse('GetMetricData with an expression');
  const statistic = statisticNamed(MetricStat.Stat ?? '');
  const metric = metricOf(region, MetricStat.Metric ?? {});
  const slices = slicesOf(metrics, metric, span, MetricStat.Period ?? 60).sort((a, b) => order * (a.start - b.start));
  return {
    Id,
    Label: query.Label ?? MetricStat.Metric?.MetricName,
    Timestamps: slices.map(({ start }) => new Date(start)),
    Values: slices.map(({ values }) => statistic(values)),
    StatusCode: 'Complete',
  };
}

/** The periods in `span` that hold data, oldest first. Their starts are aligned to the period, as CloudWatch aligns. */
function slicesOf(metrics: Metrics, metric: Metric, span: Span, periodSeconds: number) {
  const period = periodSeconds * 1000;
  const first = Math.floor(span.start / period) * period;
  const starts = Array.from(
    { length: Math.max(0, Math.ceil((span.end - first) / period)) },
    (_, n) => first + n * period,
  );
  return starts
    .map((start) => ({ start, values: metrics.values(metric, { start, end: start + period }) }))
    .filter(({ values }) => values.length > 0);
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
