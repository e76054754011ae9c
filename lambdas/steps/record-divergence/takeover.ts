import { namesOf } from '../../../lib/domain/names';
import { VERBS } from '../../../lib/domain/verbs';
import type { Claim } from '../../edge/claim-table';
import type { Input, Seen } from './seen';

/** Another Region took over from this one by a failover, which may lose rows. */
export interface Takeover {
  /** Of the newest failover. */
  readonly epoch: number;
  /** The Region that claims the highest epoch. */
  readonly activeRegion: string;
  /** When the first of these failovers claimed the traffic, ISO 8601 UTC. */
  readonly since: string;
}

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
  const failovers = above.filter((claim) => !isBySwitchover(claim, input));
  const [newest] = above.toSorted((one, other) => other.epoch - one.epoch);
  const [first] = failovers.toSorted((one, other) => one.epoch - other.epoch);
  if (!newest || !first) return unread.length > 0 ? { unknown: unread.join('; ') } : { takeover: undefined };
  const epoch = Math.max(...failovers.map((claim) => claim.epoch));
  return { takeover: { epoch, activeRegion: newest.region, since: first.at } };
}

/** The name of a machine is the sixth part of the ARN of its execution. */
function isBySwitchover({ region, runId }: Claim & { readonly region: string }, { plan }: Input): boolean {
  const machine = runId.split(':')[6];
  return VERBS.find((verb) => namesOf(plan, region).machine(verb) === machine) === 'switchover';
}
