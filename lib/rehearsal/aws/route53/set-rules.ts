import type { Change } from '@aws-sdk/client-route-53';
import { absolute, identityOf, type Zone, type ZoneRecord } from './zone';

/** Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-requests-changeresourcerecordsets */
const RECORDS_MAX = 1000;
const CHARACTERS_MAX = 32_000;
/** An UPSERT counts twice. */
const WEIGHT_OF_UPSERT = 2;

/** What is wrong with a batch by itself, whatever the zone holds. */
export function problemsOfBatch(changes: readonly Change[]): string[] {
  const weighed = changes.flatMap(({ Action, ResourceRecordSet }) =>
    (ResourceRecordSet?.ResourceRecords ?? []).map(({ Value = '' }) => ({
      weight: Action === 'UPSERT' ? WEIGHT_OF_UPSERT : 1,
      length: Value.length,
    })),
  );
  const records = weighed.reduce((total, { weight }) => total + weight, 0);
  const characters = weighed.reduce((total, { weight, length }) => total + weight * length, 0);
  return [
    ...(records > RECORDS_MAX ? [`Number of records limit of ${RECORDS_MAX} exceeded.`] : []),
    ...(characters > CHARACTERS_MAX ? [`Number of characters limit of ${CHARACTERS_MAX} exceeded.`] : []),
    ...repeated(changes),
  ];
}

/** A record may be deleted and then written, and otherwise be named once. */
function repeated(changes: readonly Change[]): string[] {
  const writes = changes.filter(({ Action }) => Action !== 'DELETE').map(({ ResourceRecordSet }) => ResourceRecordSet);
  const identities = writes.map((record) =>
    identityOf({ ...record, Name: absolute(record?.Name ?? ''), Type: record?.Type ?? 'A' } as ZoneRecord),
  );
  return writes
    .filter((_, index) => identities.indexOf(identities[index] ?? '') !== index)
    .map(
      (record) =>
        'The request contains an invalid set of changes for a resource record set ' +
        `'${record?.Type} ${absolute(record?.Name ?? '')}'`,
    );
}

/** What is wrong with the records of a zone beside each other. */
export const problemsOfZone = (records: readonly ZoneRecord[], zone: Zone): string[] => [
  ...problemsOfGroups(records),
  ...problemsOfNames(records, zone),
  ...problemsOfApex(records, zone),
];

/** A name and type has one simple record, or a failover group with at most one record of each kind. */
function problemsOfGroups(records: readonly ZoneRecord[]): string[] {
  const names = new Set(records.map(({ Name, Type }) => `${Name} ${Type}`));
  return [...names].flatMap((name) => {
    const group = records.filter(({ Name, Type }) => `${Name} ${Type}` === name);
    const kinds = group.map(({ Failover }) => Failover ?? 'simple');
    if (new Set(kinds).size === kinds.length && !(kinds.includes('simple') && kinds.length > 1)) return [];
    return [`RRSet ${name} would have ${kinds.join(' and ')} records: allowed is one simple, or PRIMARY and SECONDARY`];
  });
}

/**
 * A CNAME stands alone under its name, and never at the apex.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html#CNAMEFormat
 */
function problemsOfNames(records: readonly ZoneRecord[], zone: Zone): string[] {
  const names = new Set(records.filter(({ Type }) => Type === 'CNAME').map(({ Name }) => Name));
  return [...names].flatMap((name) => {
    const cname = `RRSet of type CNAME with DNS name ${name} is not permitted`;
    if (name === zone.name) return [`${cname} at apex in zone ${zone.name}`];
    if (records.every(({ Name, Type }) => Name !== name || Type === 'CNAME')) return [];
    return [`${cname} as it conflicts with other records with the same DNS name in zone ${zone.name}`];
  });
}

/** Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/SOA-NSrecords.html */
function problemsOfApex(records: readonly ZoneRecord[], zone: Zone): string[] {
  const has = (type: string) => records.some(({ Name, Type }) => Name === zone.name && Type === type);
  return [
    ...(has('SOA') ? [] : ['A HostedZone must contain exactly one SOA record.']),
    ...(has('NS') ? [] : ['A HostedZone must contain at least one NS record for the zone itself.']),
  ];
}
