import type { ResourceRecordSet, RRType } from '@aws-sdk/client-route-53';

/** A record set as Route 53 keeps it: its name absolute, in lower case, with the last dot. */
export type ZoneRecord = ResourceRecordSet & { readonly Name: string; readonly Type: RRType };

export interface Zone {
  readonly id: string;
  /** With the last dot. */
  readonly name: string;
  readonly nameServers: readonly string[];
  /** What was last asked for: what the API shows. */
  wanted: readonly ZoneRecord[];
  /** What the name servers answer from: follows `wanted` when a change is INSYNC. */
  answered: readonly ZoneRecord[];
}

export const absolute = (name: string): string => `${name.toLowerCase().replace(/\.$/, '')}.`;

/** What makes a record set itself: name, type and set identifier. */
export const identityOf = ({
  Name,
  Type,
  SetIdentifier,
}: Pick<ZoneRecord, 'Name' | 'Type' | 'SetIdentifier'>): string => JSON.stringify([Name, Type, SetIdentifier ?? null]);

/**
 * Route 53 gives every zone these two.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/SOA-NSrecords.html
 */
export function newZone({ id, name, nameServers }: { id: string; name: string; nameServers: readonly string[] }): Zone {
  const zone = absolute(name);
  const soa = `${nameServers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  const values = (texts: readonly string[]) => texts.map((Value) => ({ Value }));
  const records: ZoneRecord[] = [
    { Name: zone, Type: 'NS', TTL: 172_800, ResourceRecords: values(nameServers.map(absolute)) },
    { Name: zone, Type: 'SOA', TTL: 900, ResourceRecords: values([soa]) },
  ];
  return { id, name: zone, nameServers, wanted: records, answered: records };
}

/** The order in which Route 53 lists: by name with its labels reversed, then type, then set identifier. */
export function compareRecords(a: ZoneRecord, b: ZoneRecord): number {
  const keyOf = ({ Name, Type, SetIdentifier }: ZoneRecord) =>
    [reversedLabels(Name), Type, SetIdentifier ?? ''].join('\u0000');
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

export const reversedLabels = (name: string): string => absolute(name).split('.').reverse().join('.');
