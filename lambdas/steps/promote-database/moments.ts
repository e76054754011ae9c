import type { EvidenceRecord } from '../../../lib/domain/evidence';
import { promoteDatabase } from './step';

/**
 * What Aurora shows for a while only, or that time counts from: the run writes down when it first saw it. A look that
 * failed in between then takes nothing from it.
 */
export type Moment = 'cancelled' | 'arrived';

/** The sentence in the evidence. */
export const MOMENTS: Readonly<Record<Moment, string>> = {
  cancelled: 'Aurora cancels the move of the writer',
  arrived: 'the writer is here and available',
};

interface OfDatabase {
  readonly globalCluster: string;
  readonly moment: Moment;
}

/** When this run first saw it, ISO 8601 UTC, or `undefined`. */
export const momentIn = (records: readonly EvidenceRecord[], { globalCluster, moment }: OfDatabase) =>
  records.find(
    ({ kind, step, data }) =>
      kind === 'answered' &&
      step === promoteDatabase.name &&
      data.globalCluster === globalCluster &&
      data.moment === moment,
  )?.at;
