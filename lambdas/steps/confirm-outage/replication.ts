import type { RegionJudgement } from '../../../lib/domain/probe';
import { secondsBetween } from '../../../lib/domain/seconds';
import { type MetricPoint, newestFirst, PERIOD_SECONDS } from '../../edge/metric-data';
import type { SeenLag } from '../../edge/replication-lags';

/** Aurora writes its lag once a minute; CloudWatch may give out the newest one a minute late. */
export const SILENT_SECONDS = 2 * PERIOD_SECONDS;
/** How far back values are read: older ones say nothing about now. */
export const LAGS_SECONDS_MAX = 600;
/** A source that is gone lets the lag grow by a second each second; a busy one stays well below. */
const GROWTH_SHARE = 0.8;

/**
 * Whether the source of a database is still heard in this Region. Without its source the lag stops being measured, or
 * grows as fast as time passes. Nothing at all says nothing: the metric may never have been written here.
 *
 * @param now ISO 8601 UTC
 */
export function judgeReplication({ globalCluster, points }: SeenLag, now: string): RegionJudgement {
  const [newest, previous] = onePerPeriod(points);
  if (newest === undefined) {
    const because = `the replication lag of ${globalCluster} was not measured within the last ${LAGS_SECONDS_MAX} s`;
    return { verdict: 'unknown', because };
  }
  const lagSeconds = newest.value / 1000;
  const behind = `${globalCluster} was ${Number(lagSeconds.toFixed(3))} s behind at ${newest.at.slice(11, 19)}Z`;
  // A period is measured until its end.
  const quietSeconds = Math.max(0, secondsBetween(newest.at, now) - PERIOD_SECONDS);
  if (quietSeconds > SILENT_SECONDS) {
    return { verdict: 'down', because: `${behind}, and not measured since: its source is silent` };
  }
  if (previous && growsWithTime(newest, previous)) {
    return { verdict: 'down', because: `${behind}, growing as fast as time passes: its source is silent` };
  }
  return lagSeconds <= SILENT_SECONDS
    ? { verdict: 'alive', because: `${behind}: its source is still heard` }
    : { verdict: 'unknown', because: `${behind}, which does not show whether its source is still heard` };
}

/** Newest first. Two sets of dimensions may tell of the same period: the worse one counts. */
const onePerPeriod = (points: readonly MetricPoint[]): MetricPoint[] =>
  points
    .filter(({ value }) => value >= 0)
    .sort(newestFirst)
    .filter(({ at }, index, sorted) => sorted[index - 1]?.at !== at);

const growsWithTime = (newest: MetricPoint, previous: MetricPoint) =>
  (newest.value - previous.value) / 1000 >= GROWTH_SHARE * secondsBetween(previous.at, newest.at);
