/** One value of one metric. */
export interface Datum {
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  /** @default no dimensions */
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly value: number;
  /** Milliseconds since 1970. @default now */
  readonly at?: number;
}

/** A metric: its name, and every dimension exactly. */
export type Metric = Pick<Datum, 'region' | 'namespace' | 'name' | 'dimensions'>;

/** Milliseconds; the start belongs to the span, the end does not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value and when it was, milliseconds since 1970. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

export interface Metrics {
  put(datum: Datum & { at: number }): void;
  points(metric: Metric, span: Span): Point[];
  values(metric: Metric, span: Span): number[];
  list(region: string): Metric[];
}

/** Data points older than this many per metric are forgotten: far more than any alarm or step looks back on. */
const DATA_POINTS_MAX = 10_000;

export function createMetrics(): Metrics {
  const series = new Map<string, { metric: Metric; points: Point[] }>();
  const points = (metric: Metric, { start, end }: Span) =>
    (series.get(keyOf(metric))?.points ?? []).filter(({ at }) => at >= start && at < end);
  return {
    put: ({ at, value, ...metric }) => {
      const key = keyOf(metric);
      const points = series.get(key)?.points ?? [];
      points.push({ at, value });
      if (points.length > DATA_POINTS_MAX) points.shift();
      series.set(key, { metric, points });
    },
    points,
    values: (metric, span) => points(metric, span).map(({ value }) => value),
    list: (region) => [...series.values()].map(({ metric }) => metric).filter((metric) => metric.region === region),
  };
}

/** An alarm asks for the same metric, which nobody changes, all its life. */
const keys = new WeakMap<Metric, string>();

function keyOf(metric: Metric): string {
  const known = keys.get(metric) ?? writtenKey(metric);
  keys.set(metric, known);
  return known;
}

const writtenKey = ({ region, namespace, name, dimensions = {} }: Metric): string =>
  JSON.stringify([region, namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

type Statistic = (values: readonly number[]) => number;

const sum: Statistic = (values) => values.reduce((total, value) => total + value, 0);

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
const STATISTICS: Readonly<Record<string, Statistic>> = {
  Average: (values) => sum(values) / values.length,
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  SampleCount: (values) => values.length,
  Sum: sum,
};

/** @throws for a statistic that is not rehearsed, e.g. a percentile */
export function statisticNamed(name: string): Statistic {
  const statistic = STATISTICS[name];
  if (!statistic) {
    throw new Error(`the statistic ${name} is not rehearsed: allowed is ${Object.keys(STATISTICS).join(', ')}`);
  }
  return statistic;
}
