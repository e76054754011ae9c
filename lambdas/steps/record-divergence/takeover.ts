import { isByFailover } from '../../../lib/domain/replaced';
import type { Input, Seen } from './seen';

/** Another Region took over from this one by a failover, which may lose rows. */
export interface Takeover {
  /** Of the newest failover. */
  readonly epoch: number;
  /** The Region that claims the highest epoch. */
  readonly activeRegion: string;
  /** When the first of these failovers claimed the traffic, ISO 8601 UTC. */
  readonly since: string;
  /** From when on rows and snapshots here may be of this takeover: well before the claim, ISO 8601 UTC. */
  readonly from: string;
}

/** Aurora fences the old primary before the new one is claimed; an hour covers the slowest promotion. */
const BEFORE_THE_CLAIM_SECONDS_MAX = 3600;

/** How long a Region that cannot be asked is waited for, seconds: it may be back, or stay away for days. */
export const CLAIMS_PATIENCE_SECONDS = 300;

export type Standing = { readonly takeover: Takeover | undefined } | { readonly unknown: string };

/**
 * Whether rows may be here alone: another Region claimed an epoch above this Region's by a failover. A switchover
 * leaves nothing behind. A run whose verb cannot be told counts as a failover.
 */
export function standingOf({ own, others }: Pick<Seen, 'own' | 'others'>, input: Input): Standing {
  const unread = others.flatMap(({ region, claim }) =>
    claim.outcome === 'read' ? [] : [`${region}: ${claim.because}`],
  );
  if (unread.length > 0 && input.elapsedSeconds < CLAIMS_PATIENCE_SECONDS) return { unknown: unread.join('; ') };
  const above = others.flatMap(({ region, claim }) =>
    claim.outcome === 'read' && claim.value && claim.value.epoch > (own?.epoch ?? 0)
      ? [{ region, ...claim.value }]
      : [],
  );
  const failovers = above.filter((claim) => isByFailover(claim, input.plan));
  const [newest] = above.toSorted((one, other) => other.epoch - one.epoch);
  const [first] = failovers.toSorted((one, other) => one.epoch - other.epoch);
  if (!newest || !first) return unread.length > 0 ? { unknown: unread.join('; ') } : { takeover: undefined };
  const epoch = Math.max(...failovers.map((claim) => claim.epoch));
  return { takeover: { epoch, activeRegion: newest.region, since: first.at, from: hourBefore(first.at) } };
}

/** A time that is none is left as it is: what compares with it then finds nothing. */
function hourBefore(at: string): string {
  const milliseconds = Date.parse(at) - BEFORE_THE_CLAIM_SECONDS_MAX * 1000;
  return Number.isNaN(milliseconds) ? at : new Date(milliseconds).toISOString();
}
