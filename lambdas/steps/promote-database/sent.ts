import type { EvidenceRecord } from '../../../lib/domain/evidence';
import type { Fault } from '../../edge/transient';
import type { Promote } from './seen';
import { promoteDatabase } from './step';

/** What became of the promotion of one database that this run sent last. */
export interface Sent {
  readonly secondsAgo: number;
  /** `accepted` also when the function died before it could write down anything else. */
  readonly answer: 'accepted' | Exclude<Fault, 'own'>;
  /** The error in AWS's own words; empty when accepted. */
  readonly because: string;
}

/** A record about a promotion: `called` before it was sent, `failed` after it when Aurora did not accept it. */
type PromotionRecord = EvidenceRecord & { readonly data: { readonly act: Promote; readonly answer?: Sent['answer'] } };

const isAboutPromotion = (record: EvidenceRecord): record is PromotionRecord =>
  record.step === promoteDatabase.name && record.data.act !== undefined;

const aboutOne = (records: readonly EvidenceRecord[], globalCluster: string) =>
  records.filter(isAboutPromotion).filter(({ data }) => data.act.globalCluster === globalCluster);

/** When this run first sent the promotion of a database, ISO 8601 UTC; `undefined` when it has not. */
export const firstSentAt = (records: readonly EvidenceRecord[], globalCluster: string): string | undefined =>
  aboutOne(records, globalCluster).find(({ kind }) => kind === 'called')?.at;

/**
 * What a run knows about its own past: whether, when and with what answer it last sent the promotion of a database.
 *
 * @param now ISO 8601 UTC
 */
export function sentIn(
  records: readonly EvidenceRecord[],
  { globalCluster, now }: { globalCluster: string; now: string },
): Sent | undefined {
  const about = aboutOne(records, globalCluster);
  const called = about.findLast(({ kind }) => kind === 'called');
  if (!called) return undefined;
  const failed = about.find(({ kind, seq }) => kind === 'failed' && seq > called.seq);
  return {
    secondsAgo: (Date.parse(now) - Date.parse(called.at)) / 1000,
    answer: failed?.data.answer ?? 'accepted',
    because: failed?.because ?? '',
  };
}
