import type { Plan } from '../plan';
import type { Settlement } from '../settlement';
import { isHeard, type SeenPlace } from './places';
import { isNamed, type ListedRecord, shownRecord } from './zone';

/** What a person knows when attaching. */
export interface Attaching {
  /** Region that users shall be sent to. */
  readonly active: string;
  /** What the records say now; `undefined` before the first time. */
  readonly settled: Settlement | undefined;
  /** Every Region of the plan, by rank. */
  readonly places: readonly SeenPlace[];
}

/**
 * The settlement that attaching makes. Its epoch is the newest claim that is known, so that no claim of the past moves
 * users; every Region that can be heard is listened to.
 */
export function attachmentOf({ active, settled, places }: Attaching): Settlement {
  const epoch = Math.max(settled?.epoch ?? 0, ...places.map(({ claimEpoch }) => claimEpoch ?? 0));
  const serial = settled?.epoch === epoch ? settled.serial + 1 : 1;
  return { epoch, serial, active, attached: places.filter(isHeard).map(({ region }) => region) };
}

/** The Region that users shall be sent to when nobody names one: where the newest claim is, else home. */
export function activeByClaims({ regions }: Pick<Plan, 'regions'>, places: readonly SeenPlace[]): string {
  const claimed = places.filter(({ claimEpoch }) => (claimEpoch ?? 0) > 0);
  const [newest] = [...claimed].sort((a, b) => (b.claimEpoch ?? 0) - (a.claimEpoch ?? 0));
  return newest?.region ?? regions[0] ?? '';
}

/**
 * What is wrong with a Region's own record, or `undefined`. Users would be moved without a run if Route 53 judged by
 * itself whether it is healthy.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html
 */
export function ownRecordProblem(
  records: readonly ListedRecord[],
  { name, type }: { readonly name: string; readonly type: string },
): string | undefined {
  const found = records.filter((record) => isNamed(record, name) && record.Type === type);
  const [record] = found;
  if (found.length !== 1 || !record) return `${name} ${type}: expected one record in the zone, got ${found.length}`;
  const evaluates = (record as { AliasTarget?: { EvaluateTargetHealth?: boolean } }).AliasTarget?.EvaluateTargetHealth;
  if (!evaluates && !record.HealthCheckId) return undefined;
  return (
    `${name} ${type} is judged by its health, so users would be moved without a run: found ${shownRecord(record)}; ` +
    'set EvaluateTargetHealth to false and take its health check away'
  );
}
