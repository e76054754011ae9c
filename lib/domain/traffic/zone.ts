import { canonicalJson } from '../canonical-json';
import type { Plan } from '../plan';
import { type Settlement, settlementFrom, settlementName } from '../settlement';
import { listed, oneLine } from '../text';
import { failoverRecords, publicNames, type RecordSet } from './records';

/** A record set as Route 53 lists it: whatever members somebody has given it. */
export interface ListedRecord {
  readonly Name?: string | undefined;
  readonly Type?: string | undefined;
  readonly SetIdentifier?: string | undefined;
  readonly Failover?: string | undefined;
  readonly HealthCheckId?: string | undefined;
  readonly ResourceRecords?: readonly { readonly Value?: string | undefined }[] | undefined;
}

/** A health check of this plan, as Route 53 lists it. */
export interface ListedCheck {
  readonly id: string;
  readonly reference: string;
  readonly calculated: boolean;
}

/** One line of a batch of changes. */
export interface RecordChange {
  readonly Action: 'CREATE' | 'DELETE';
  readonly ResourceRecordSet: ListedRecord | RecordSet;
}

/**
 * The batch that puts new records in the place of old ones, or changes nothing: Route 53 deletes a record only when it
 * is exactly as it is written here, and makes a batch whole or not at all.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
 */
export const swapOf = (old: readonly ListedRecord[], next: readonly (RecordSet | ListedRecord)[]): RecordChange[] => [
  ...old.map((ResourceRecordSet) => ({ Action: 'DELETE', ResourceRecordSet }) as const),
  ...next.map((ResourceRecordSet) => ({ Action: 'CREATE', ResourceRecordSet }) as const),
];

/**
 * The settlement that the TXT records beside the public names hold: the same in each, or there is none.
 *
 * @param records of the zone
 */
export function settlementIn(plan: Pick<Plan, 'traffic'>, records: readonly ListedRecord[]): Settlement | undefined {
  const texts = publicNames(plan).map((name) => {
    const found = records.find(({ Name, Type }) => nameOf(Name) === settlementName(name) && Type === 'TXT');
    return found?.ResourceRecords?.length === 1 ? found.ResourceRecords[0]?.Value : undefined;
  });
  const [text] = texts;
  return text !== undefined && texts.every((one) => one === text)
    ? settlementFrom(text.replace(/^"(.*)"$/, '$1'))
    : undefined;
}

/** One record that is not what it should be: what is there, and what should be; `undefined` where there is nothing. */
export interface Difference {
  readonly found: ListedRecord | undefined;
  readonly expected: ListedRecord | undefined;
}

/**
 * How the zone differs from what a settlement says. Which of our own health checks a record carries is not compared:
 * their ids are random.
 *
 * @param records of the zone under the names that are written
 */
export function differencesFrom(
  plan: Pick<Plan, 'regions' | 'traffic'>,
  settlement: Settlement,
  { records, checks }: { readonly records: readonly ListedRecord[]; readonly checks: readonly ListedCheck[] },
): Difference[] {
  const ours = new Set(checks.map(({ id }) => id));
  const plain = (record: ListedRecord): ListedRecord =>
    normal(record, record.HealthCheckId && ours.has(record.HealthCheckId) ? OUR_CHECK : record.HealthCheckId);
  const expected = failoverRecords(plan, settlement, () => OUR_CHECK).map((record) =>
    normal(record, record.HealthCheckId),
  );
  const found = records.map(plain);
  const isIn = (list: readonly ListedRecord[], record: ListedRecord) =>
    list.some((one) => canonicalJson(one) === canonicalJson(record));
  const sameKey = (one: ListedRecord) => (other: ListedRecord) => keyOf(one) === keyOf(other);
  const wrong = found.filter((record) => !isIn(expected, record));
  const missing = expected.filter((record) => !isIn(found, record));
  return [
    ...wrong.map((record) => ({ found: record, expected: missing.find(sameKey(record)) })),
    ...missing
      .filter((record) => !wrong.some(sameKey(record)))
      .map((record) => ({ found: undefined, expected: record })),
  ];
}

/** A list of differences as a sentence: both values of each. */
export const shownDifferences = (differences: readonly Difference[]): string =>
  listed(differences.map(({ found, expected }) => `found ${shownRecord(found)}, expected ${shownRecord(expected)}`));

/** A record set in one line. */
export const shownRecord = (record: ListedRecord | undefined): string =>
  record ? oneLine(canonicalJson(record), 400) : 'no record';

const OUR_CHECK = '(one of ours)';

/** Which record it is, whatever it says. */
const keyOf = ({ Name, Type, SetIdentifier = '' }: ListedRecord): string => `${Name} ${Type} ${SetIdentifier}`;

/** Whether a listed record has this name. */
export const isNamed = ({ Name }: ListedRecord, name: string): boolean => nameOf(Name) === name;

/** Route 53 gives names back in lower case, with a final dot. */
const nameOf = (name = ''): string => name.toLowerCase().replace(/\.$/, '');

const normal = (record: ListedRecord, check: string | undefined): ListedRecord => {
  const { AliasTarget } = record as { AliasTarget?: { DNSName?: string } };
  return {
    ...record,
    Name: nameOf(record.Name),
    ...(check !== undefined && { HealthCheckId: check }),
    ...(AliasTarget && { AliasTarget: { ...AliasTarget, DNSName: nameOf(AliasTarget.DNSName ?? '') } }),
    // An alias is listed with no records of its own.
    ResourceRecords: record.ResourceRecords?.length ? record.ResourceRecords : undefined,
  } as ListedRecord;
};
