import type { ClaimTable } from '../../edge/claim-table';
import type { Log } from '../../edge/log';
import { serveSignal } from './trigger';

/** The claim of this Region as it is, or while the table is silent, as this environment read it last. */
export function claims({ table, log }: { table: Pick<ClaimTable, 'read'>; log: Log }) {
  let lastKnownEpoch: number | undefined;
  return {
    /** @returns 0 when nothing was ever claimed; `undefined` when that is not known */
    async claimedEpoch(): Promise<number | undefined> {
      try {
        lastKnownEpoch = (await table.read())?.epoch ?? 0;
      } catch (error) {
        log({ trigger: serveSignal.name, kind: 'unread', because: String(error), lastKnownEpoch });
      }
      return lastKnownEpoch;
    },
  };
}
