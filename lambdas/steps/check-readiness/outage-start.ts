/** One period of a metric that holds data. */
export interface MetricPoint {
  /** Start of the period, ISO 8601 UTC. */
  readonly at: string;
  readonly value: number;
}

/** The later one first. */
export const newestFirst = (a: MetricPoint, b: MetricPoint): number => Date.parse(b.at) - Date.parse(a.at);

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
