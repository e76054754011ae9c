import { haveRecovered, recoverySecondsOf } from '../verdict';
import type { Seen, SeenRun } from './seen';
import type { Facts } from './snapshot';

/** What a verdict would say so far. */
export function factsOf({ at, orders, runs, faultAt, lost }: Seen): Facts {
  const acknowledged = orders.reduce((count, { ok }) => count + Number(ok), 0);
  if (faultAt === undefined) return { haveOrdersRecovered: true, acknowledged };
  const later = orders.filter((order) => order.at >= faultAt);
  const firstFailure = Math.min(...later.filter(({ ok }) => !ok).map((order) => order.at));
  const haveOrdersRecovered = !Number.isFinite(firstFailure) || haveRecovered(later, faultAt);
  const detectedAt = Math.min(
    ...runs
      .filter((run) => run.verb === 'failover' && endOf(run) > faultAt)
      .map(({ startedAt }) => Math.max(startedAt, faultAt)),
  );
  const outageSeconds = haveOrdersRecovered ? recoverySecondsOf(later, faultAt) : (at - firstFailure) / 1000;
  return {
    faultAt,
    ...(Number.isFinite(detectedAt) && { detectedSeconds: tenths((detectedAt - faultAt) / 1000) }),
    ...(outageSeconds !== undefined && { outageSeconds: tenths(outageSeconds) }),
    haveOrdersRecovered,
    acknowledged,
    ...(lost !== undefined && { lost }),
  };
}

/** A failover that goes on when the fault comes is there already: nobody has to find out. */
function endOf({ events, status, startedAt }: SeenRun): number {
  const end = events.findLast(({ kind }) => kind === 'ended')?.at;
  return end ?? (status === 'RUNNING' ? Number.POSITIVE_INFINITY : startedAt);
}

const tenths = (seconds: number): number => Math.round(seconds * 10) / 10;
