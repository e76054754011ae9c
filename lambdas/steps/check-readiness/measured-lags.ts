import { type MetricPoint, newestFirst } from '../../edge/metric-data';
import type { Reading } from '../../edge/reading';
import type { SeenLag } from '../../edge/replication-lags';
import type { About } from './about';
import { heartbeatIn, type SeenHeartbeat } from './heartbeat';
import { isPromoted, type SeenDatabase } from './judge-databases';
import { outageStart } from './outage-start';
import type { MeasuredLag } from './step';

/** What CloudWatch says of the outage and of the lags. */
export interface SeenLags {
  /** 1 where the watch found the active Region down, 0 where it answered. */
  readonly regionDown: readonly MetricPoint[];
  readonly lags: readonly SeenLag[];
}

/** The lags as they were read, beside the databases that they belong to. */
export interface SeenBesideDatabases {
  readonly lags: Reading<SeenLags>;
  /** Of those databases that have one. */
  readonly heartbeats: readonly SeenHeartbeat[];
  readonly databases: readonly SeenDatabase[];
}

/** What one way of measuring says of the lag of one database. */
export type Measurement =
  | {
      readonly lagSeconds: number;
      /** The moment of this lag, ISO 8601 UTC. */
      readonly at: string;
      readonly because: string;
      /** The same in a few words, for beside another one. */
      readonly aside: string;
    }
  /** Not known. `open`: what may be known at the next look. */
  | { readonly lagSeconds?: undefined; readonly aside: string; readonly open?: string | undefined };
type Known = Extract<Measurement, { readonly at: string }>;

/** Five of the minutes in which Aurora writes the metric once; an older value describes another time. */
export const LAG_AGE_SECONDS_MAX = 300;
/** How far back the beginning of an outage is looked for: a day, in which a person has decided. */
export const OUTAGE_SECONDS_MAX = 86_400;

/**
 * The lag of each database when the outage began: that many writes never arrived, while the metric may grow or stop
 * afterwards. One that nobody measured has no `lagSeconds`, never zero; neither has one that was promoted already,
 * because a lag exists only where a cluster follows another.
 */
export const measuredLags = (seen: SeenBesideDatabases, input: About): MeasuredLag[] =>
  seen.databases.map((found) => {
    const { globalCluster } = found.database;
    if (isPromoted(found, input)) return { globalCluster, promoted: true };
    const counted = countedOf(measurementsOf(seen, globalCluster, input));
    return { globalCluster, ...(counted && { lagSeconds: counted.lagSeconds, at: counted.at }) };
  });

/** By Aurora's metric and, for a database that has one, by its heartbeat. */
export function measurementsOf(
  { lags, heartbeats }: SeenBesideDatabases,
  globalCluster: string,
  input: About,
): Measurement[] {
  const heartbeat = heartbeats.find((one) => one.globalCluster === globalCluster);
  if (lags.outcome !== 'read') {
    const open = lags.outcome === 'unknown' ? lags.because : undefined;
    return [{ aside: lags.because, open }, ...(heartbeat ? [byHeartbeat(heartbeat, input.now, input)] : [])];
  }
  // Where the active Region was confirmed as such there is no outage, whatever one probe of the watch has met.
  const start = input.confirmActive ? input.now : outageStart(lags.value.regionDown, input.now);
  const points = lags.value.lags.find((lag) => lag.globalCluster === globalCluster)?.points ?? [];
  return [
    byMetric(points, start, input),
    // An outage whose beginning nobody knows has begun by now: that counts too much rather than too little.
    ...(heartbeat ? [byHeartbeat(heartbeat, start ?? input.now, input)] : []),
  ];
}

/** The largest: a metric may stand still at its last good value while nothing is replayed any more. */
export const countedOf = (measurements: readonly Measurement[]): Known | undefined =>
  measurements.filter(isKnown).sort((a, b) => b.lagSeconds - a.lagSeconds)[0];

const isKnown = (measurement: Measurement): measurement is Known => measurement.lagSeconds !== undefined;

function byMetric(
  points: readonly MetricPoint[],
  start: string | undefined,
  { replaced = 'the active Region', confirmOutage }: About,
): Measurement {
  if (start === undefined) return { aside: `${replaced} is down in all that the watch wrote` };
  // Two sets of dimensions may tell of the same minute: the worse one counts.
  const [newest] = points.filter(countsAt(start)).sort(newestFirst);
  if (!newest) return { aside: `not measured within ${LAG_AGE_SECONDS_MAX} s before ${timeOf(start)}` };
  const lagSeconds = Math.ceil(newest.value) / 1000;
  const heard = confirmOutage ? `, when ${replaced} was last heard of` : '';
  return {
    lagSeconds,
    at: newest.at,
    because: `${lagSeconds} s behind at ${timeOf(newest.at)}${heard}`,
    aside: `the metric says ${lagSeconds} s`,
  };
}

const countsAt =
  (start: string) =>
  ({ at, value }: MetricPoint) => {
    const ageMilliseconds = Date.parse(start) - Date.parse(at);
    return value >= 0 && ageMilliseconds >= 0 && ageMilliseconds <= LAG_AGE_SECONDS_MAX * 1000;
  };

/** The age of the newest row here when the outage began. A row that is younger arrived all the same: no lag. */
function byHeartbeat({ answer }: SeenHeartbeat, start: string, { now }: About): Measurement {
  const heartbeat = heartbeatIn(answer, now);
  if (!('at' in heartbeat)) {
    const aside = `its heartbeat is unknown: ${heartbeat.because}`;
    return { aside, open: heartbeat.open ? aside : undefined };
  }
  const lagSeconds = Math.max(0, Date.parse(start) - Date.parse(heartbeat.at)) / 1000;
  return {
    lagSeconds,
    at: start,
    because: `${lagSeconds} s behind at ${timeOf(start)} by its heartbeat of ${timeOf(heartbeat.at)}`,
    aside: `its heartbeat says ${lagSeconds} s`,
  };
}

/** The time of day of an ISO 8601 moment, to the second. */
const timeOf = (at: string) => `${at.slice(11, 19)}Z`;
