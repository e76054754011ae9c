import type { InputOf } from '../../../lib/domain/step';
import type { Reading } from '../../edge/reading';
import { type Finding, holds, open } from './finding';
import { isPromoted, type SeenDatabase } from './judge-databases';
import { type MetricPoint, newestFirst, outageStart } from './outage-start';
import type { checkReadiness, MeasuredLag } from './step';

type Input = InputOf<typeof checkReadiness>;

export interface SeenLag {
  readonly globalCluster: string;
  /** Milliseconds, by whichever set of dimensions they were found. */
  readonly points: readonly MetricPoint[];
}

export interface SeenLags {
  /** 1 where the watch found the active Region down, 0 where it answered. */
  readonly regionDown: readonly MetricPoint[];
  readonly lags: readonly SeenLag[];
}

/** Five of the minutes in which Aurora writes the metric once; an older value describes another time. */
export const LAG_AGE_SECONDS_MAX = 300;
/** How far back the beginning of an outage is looked for: a day, in which a person has decided. */
export const OUTAGE_SECONDS_MAX = 86_400;
/** CloudWatch in trouble must not stop a takeover; afterwards the lag is unknown, and authorize-promotion decides. */
export const LAG_PATIENCE_SECONDS = 20;

/** The lags as they were read, beside the databases that they belong to. */
export interface SeenBesideDatabases {
  readonly lags: Reading<SeenLags>;
  readonly databases: readonly SeenDatabase[];
}

/**
 * The lag of each database when the outage began: that many writes never arrived, while the metric may grow or stop
 * afterwards. One that nobody measured shortly before has no `lagSeconds`, never zero; neither has one that was
 * promoted already, because the metric exists only where a cluster follows another.
 */
export function measuredLags({ lags, databases }: SeenBesideDatabases, input: Input): MeasuredLag[] {
  const seen = lags.outcome === 'read' ? lags.value : undefined;
  const start = seen && outageStart(seen.regionDown, input.now);
  return databases.map((found) => {
    const { globalCluster } = found.database;
    if (isPromoted(found, input)) return { globalCluster, promoted: true };
    const points = seen?.lags.find((lag) => lag.globalCluster === globalCluster)?.points ?? [];
    const before = start === undefined ? [] : points.filter(countsAt(start));
    // Two sets of dimensions may tell of the same minute: the worse one counts.
    const [newest] = before.sort((a, b) => newestFirst(a, b) || b.value - a.value);
    return { globalCluster, ...(newest && { lagSeconds: Math.ceil(newest.value) / 1000, at: newest.at }) };
  });
}

const countsAt =
  (start: string) =>
  ({ at, value }: MetricPoint) => {
    const ageMilliseconds = Date.parse(start) - Date.parse(at);
    return value >= 0 && ageMilliseconds >= 0 && ageMilliseconds <= LAG_AGE_SECONDS_MAX * 1000;
  };

/** What the lag means for a takeover: it is told beside its limit, and decided on where the promotion is authorised. */
export function judgeLags(seen: SeenBesideDatabases, input: Input): Finding {
  const { lags } = seen;
  const measured = measuredLags(seen, input);
  const isWanted = measured.some(({ promoted }) => !promoted);
  if (lags.outcome === 'unknown' && isWanted && input.elapsedSeconds < LAG_PATIENCE_SECONDS) return open(lags.because);
  return holds(
    ...input.plan.databases.map(({ globalCluster, dataLossSecondsMax }) => {
      const { lagSeconds, at, promoted } = measured.find((lag) => lag.globalCluster === globalCluster) ?? {};
      if (promoted) return `${globalCluster}: its writer is in ${input.region} already`;
      if (lagSeconds === undefined || at === undefined) {
        return `${globalCluster}: lag unknown (${whyUnknown(lags, input)}), limit ${dataLossSecondsMax} s`;
      }
      const limit = lagSeconds > dataLossSecondsMax ? 'above the limit of' : 'limit';
      const heard = `when ${input.confirmOutage.lostRegion} was last heard of`;
      return `${globalCluster}: ${lagSeconds} s behind at ${timeOf(at)}, ${heard}; ${limit} ${dataLossSecondsMax} s`;
    }),
  );
}

function whyUnknown(lags: Reading<SeenLags>, { now, confirmOutage }: Input): string {
  if (lags.outcome !== 'read') return lags.because;
  const start = outageStart(lags.value.regionDown, now);
  if (start === undefined) return `${confirmOutage.lostRegion} is down in all that the watch wrote`;
  return `not measured within ${LAG_AGE_SECONDS_MAX} s before ${timeOf(start)}`;
}

/** The time of day of an ISO 8601 moment, to the second. */
const timeOf = (at: string) => `${at.slice(11, 19)}Z`;
