import type { GetMetricDataCommandOutput, Metric, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { INCOMPLETE } from './transient';

/** One period of a metric that holds data. */
export interface MetricPoint {
  /** Start of the period, ISO 8601 UTC. */
  readonly at: string;
  readonly value: number;
}

/** The later one first, and of two at the same moment the larger one. */
export const newestFirst = (a: MetricPoint, b: MetricPoint): number =>
  Date.parse(b.at) - Date.parse(a.at) || b.value - a.value;

/**
 * The metrics that are read here are written once a minute; and of what is older than three hours CloudWatch gives out
 * whole minutes only.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
 */
export const PERIOD_SECONDS = 60;

/** Asks for the largest value of each period. */
export const largestOf = (Id: string, metric: Metric): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: metric, Period: PERIOD_SECONDS, Stat: 'Maximum' },
});

/**
 * The points that answer one query.
 *
 * @throws when they are not complete, so that half of an outage is never taken for all of it
 */
export function pointsOf({ MetricDataResults = [] }: GetMetricDataCommandOutput, id: string): MetricPoint[] {
  const { Timestamps = [], Values = [], StatusCode } = MetricDataResults.find(({ Id }) => Id === id) ?? {};
  if (StatusCode !== 'Complete') throw incomplete(`the data of ${id} is ${StatusCode ?? 'missing'}, not Complete`);
  return Timestamps.flatMap((at, index) => {
    const value = Values[index];
    return value === undefined ? [] : [{ at: at.toISOString(), value }];
  });
}

const incomplete = (because: string) => Object.assign(new Error(because), { name: INCOMPLETE });
