import type { InputOf } from '../../../lib/domain/step';
import type { Reading } from '../../edge/reading';
import { type Finding, holds, open } from './finding';
import { isPromoted, type SeenDatabase } from './judge-databases';
import type { checkReadiness, MeasuredLag } from './step';

type Input = InputOf<typeof checkReadiness>;

/** One data point of a lag metric. */
export interface LagPoint {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly milliseconds: number;
}

export interface SeenLag {
  readonly globalCluster: string;
  readonly points: readonly LagPoint[];
}

/** Aurora writes the metric every minute while it replicates; an older value describes another time. */
export const LAG_AGE_SECONDS_MAX = 600;
/** CloudWatch in trouble must not stop a takeover; afterwards the lag is unknown, and authorize-promotion decides. */
export const LAG_PATIENCE_SECONDS = 20;

/** The lags as they were read, beside the databases that they belong to. */
export interface SeenLags {
  readonly lags: Reading<readonly SeenLag[]>;
  readonly databases: readonly SeenDatabase[];
}

/**
 * The newest lag of each database. One that nobody measured lately has no `lagSeconds`, never zero; neither has one
 * that was promoted already, because the metric exists only where a cluster follows another.
 */
export function measuredLags({ lags, databases }: SeenLags, input: Input): MeasuredLag[] {
  const seen = lags.outcome === 'read' ? lags.value : [];
  return databases.map((found) => {
    const { globalCluster } = found.database;
    if (isPromoted(found, input)) return { globalCluster, promoted: true };
    const points = seen.find((lag) => lag.globalCluster === globalCluster)?.points ?? [];
    const [newest] = points.filter(countsAt(input.now)).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    return { globalCluster, ...(newest && { lagSeconds: Math.ceil(newest.milliseconds) / 1000, at: newest.at }) };
  });
}

const countsAt =
  (now: string) =>
  ({ at, milliseconds }: LagPoint) =>
    milliseconds >= 0 && Date.parse(now) - Date.parse(at) <= LAG_AGE_SECONDS_MAX * 1000;

/** What the lag means for a takeover: it is told beside its limit, and decided on where the promotion is authorised. */
export function judgeLags(seen: SeenLags, input: Input): Finding {
  const { lags } = seen;
  const measured = measuredLags(seen, input);
  const isWanted = measured.some(({ promoted }) => !promoted);
  if (lags.outcome === 'unknown' && isWanted && input.elapsedSeconds < LAG_PATIENCE_SECONDS) return open(lags.because);
  const why = lags.outcome === 'read' ? '' : ` (${lags.because})`;
  return holds(
    ...input.plan.databases.map(({ globalCluster, dataLossSecondsMax }) => {
      const { lagSeconds, promoted } = measured.find((lag) => lag.globalCluster === globalCluster) ?? {};
      if (promoted) return `${globalCluster}: its writer is in ${input.region} already`;
      if (lagSeconds === undefined) return `${globalCluster}: lag unknown${why}, limit ${dataLossSecondsMax} s`;
      const limit = lagSeconds > dataLossSecondsMax ? 'above the limit of' : 'limit';
      return `${globalCluster}: ${lagSeconds} s behind, ${limit} ${dataLossSecondsMax} s`;
    }),
  );
}
