import { METRIC_NAMESPACE } from '../../lib/domain/names';

export interface LoggedMetrics {
  readonly dimensions: Readonly<Record<string, string>>;
  /** Name → value. */
  readonly values: Readonly<Record<string, number>>;
  /** When they were true, milliseconds since 1970-01-01 UTC. */
  readonly at: number;
}

/** Writes metrics into the function's own log. */
export type MetricLog = (metrics: LoggedMetrics) => void;

/**
 * One line of the embedded metric format, of which CloudWatch Logs makes metrics by itself: no call, no permission, and
 * nothing that whoever writes it would have to wait for.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const metricLine = ({ dimensions, values, at }: LoggedMetrics): string =>
  JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: Object.keys(values).map((Name) => ({ Name, Unit: 'Seconds' })),
        },
      ],
    },
    ...dimensions,
    ...values,
  });

/** Past `console`, which puts a time and an id before its text: a line of this format holds nothing else. */
export const stdoutMetricLog: MetricLog = (metrics) => {
  process.stdout.write(`${metricLine(metrics)}\n`);
};
