import type { InputOf } from '../../../lib/domain/step';
import type { Reading } from '../../edge/reading';
import { type Finding, holds, open } from './finding';
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

/** The newest lag of each database. One that nobody measured lately has no `lagSeconds`, never zero. */
export function measuredLags(lags: Reading<readonly SeenLag[]>, { plan, now }: Input): MeasuredLag[] {
  const seen = lags.outcome === 'read' ? lags.value : [];
  return plan.databases.map(({ globalCluster }) => {
    const points = seen.find((lag) => lag.globalCluster === globalCluster)?.points ?? [];
    const [newest] = points.filter(countsAt(now)).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    return { globalCluster, ...(newest && { lagSeconds: newest.milliseconds / 1000, at: newest.at }) };
  });
}

const countsAt =
  (now: string) =>
  ({ at, milliseconds }: LagPoint) =>
    milliseconds >= 0 && Date.parse(now) - Date.parse(at) <= LAG_AGE_SECONDS_MAX * 1000;

/** What the lag means for a takeover: it is told beside its limit, and decided on where the promotion is authorised. */
export function judgeLags(lags: Reading<readonly SeenLag[]>, input: Input): Finding {
  if (lags.outcome === 'unknown' && input.elapsedSeconds < LAG_PATIENCE_SECONDS) return open(lags.because);
  const why = lags.outcome === 'read' ? '' : ` (${lags.because})`;
  const measured = measuredLags(lags, input);
  return holds(
    ...input.plan.databases.map(({ globalCluster, dataLossSecondsMax }) => {
      const lagSeconds = measured.find((lag) => lag.globalCluster === globalCluster)?.lagSeconds;
      if (lagSeconds === undefined) return `${globalCluster}: lag unknown${why}, limit ${dataLossSecondsMax} s`;
      const limit = lagSeconds > dataLossSecondsMax ? 'above the limit of' : 'limit';
      return `${globalCluster}: ${lagSeconds} s behind, ${limit} ${dataLossSecondsMax} s`;
    }),
  );
}
