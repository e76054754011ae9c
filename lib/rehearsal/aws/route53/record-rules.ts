import { AwsError } from '../service';
import type { ZoneRecord } from './zone';

/** Routing policies beside simple and failover. */
const NOT_REHEARSED = [
  'Weight',
  'Region',
  'GeoLocation',
  'GeoProximityLocation',
  'MultiValueAnswer',
  'CidrRoutingConfig',
] as const;
const TYPES = ['A', 'AAAA', 'CNAME', 'TXT', 'NS', 'SOA'];

/** @throws NotImplemented naming what this world does not carry out */
export function refuseUnsupportedRecord(record: ZoneRecord): void {
  const members = NOT_REHEARSED.filter((member) => record[member] !== undefined);
  const type = TYPES.includes(record.Type) ? [] : [`type ${record.Type}`];
  if (members.length + type.length > 0) {
    const what = [...members, ...type].join(', ');
    throw new AwsError('NotImplemented', `a record with ${what} is not rehearsed`, { status: 501 });
  }
}
