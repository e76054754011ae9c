import type { HostedZone, ListHostedZonesRequest } from '@aws-sdk/client-route-53';
import { AwsError } from '../service';
import type { Zone } from './zone';

/** Most zones on one page. Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZones.html */
const PAGE_ITEMS_MAX = 100;

/** Every zone of this world is a public one. */
export const describedZone = ({ id, name, wanted }: Zone): HostedZone => ({
  Id: `/hostedzone/${id}`,
  Name: name,
  CallerReference: id,
  Config: { PrivateZone: false },
  ResourceRecordSetCount: wanted.length,
});

/**
 * One page of the account's zones; the id of the first one on the next page is its marker.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZones.html
 */
export function zonesPage(zones: readonly Zone[], { Marker, MaxItems, ...others }: ListHostedZonesRequest) {
  const unknown = Object.entries(others).find(([, value]) => value !== undefined);
  if (unknown)
    throw new AwsError('NotImplemented', `ListHostedZones with ${unknown[0]} is not rehearsed`, { status: 501 });
  const start = Marker === undefined ? 0 : zones.findIndex(({ id }) => id === Marker.replace('/hostedzone/', ''));
  if (start < 0) throw new AwsError('InvalidInput', `The marker ${Marker} is not a hosted zone`, { status: 400 });
  const count = Math.min(MaxItems ?? PAGE_ITEMS_MAX, PAGE_ITEMS_MAX);
  const next = zones[start + count];
  return {
    HostedZones: zones.slice(start, start + count).map(describedZone),
    Marker,
    IsTruncated: next !== undefined,
    NextMarker: next?.id,
    MaxItems: count,
  };
}
