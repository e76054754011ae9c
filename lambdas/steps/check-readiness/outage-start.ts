import { type MetricPoint, newestFirst } from '../../edge/metric-data';

/**
 * When the outage began, by the watch of this Region: the first point of the run of ones that is still going on. Now,
 * when the watch does not say that there is one: a person saw it first. `undefined` when it was down in every point
 * that is known, because then it may have begun at any time before them.
 */
export function outageStart(regionDown: readonly MetricPoint[], now: string): string | undefined {
  const points = [...regionDown].sort(newestFirst);
  const runLength = points.findIndex(({ value }) => value < 1);
  if (points.length === 0 || runLength === 0) return now;
  return runLength === -1 ? undefined : points[runLength - 1]?.at;
}
