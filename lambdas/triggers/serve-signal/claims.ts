import type { ClaimTable } from '../../edge/claim-table';
import type { Edge } from '../../edge/step-handler';
import { serveSignal } from './trigger';

/** How long an answer is given again without a read: the checkers of one health check ask some 16 times in 10 s. */
export const FRESH_MILLISECONDS = 1000;

export interface ClaimsProps extends Pick<Edge, 'clock' | 'log'> {
  readonly table: Pick<ClaimTable, 'read'>;
}

/**
 * The claim of this Region as this environment knows it. Who asks while it is being read shares that read, and while
 * the table is silent the last known claim stands: it is never withdrawn and never lowered.
 */
export function claims({ table, clock, log }: ClaimsProps) {
  let lastKnownEpoch: number | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    try {
      lastKnownEpoch = Math.max(lastKnownEpoch ?? 0, (await table.read())?.epoch ?? 0);
    } catch (error) {
      log({ trigger: serveSignal.name, kind: 'unread', because: String(error), lastKnownEpoch });
    }
    askedAt = clock.now();
    asking = undefined;
  }

  return {
    /** @returns 0 when nothing was ever claimed; `undefined` when that is not known */
    async claimedEpoch(): Promise<number | undefined> {
      if (lastKnownEpoch !== undefined && clock.now() - askedAt < FRESH_MILLISECONDS) return lastKnownEpoch;
      asking ??= ask();
      await asking;
      return lastKnownEpoch;
    },
  };
}
