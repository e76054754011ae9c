import {
  ListHostedZonesCommand,
  type ListHostedZonesCommandOutput,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import type { Sends } from '../../../lambdas/edge/clients';
import type { Routing, SeenRecord, SeenZone } from './seen';

/** Every hosted zone of the account. */
export async function seenZones(route53: Sends): Promise<SeenZone[]> {
  const found: SeenZone[] = [];
  let marker: string | undefined;
  do {
    const page: ListHostedZonesCommandOutput = await route53.send(new ListHostedZonesCommand({ Marker: marker }));
    for (const { Id: id = '', Name: name = '', Config } of page.HostedZones ?? []) {
      found.push({ id: id.replace('/hostedzone/', ''), name: plain(name), isPrivate: Config?.PrivateZone ?? false });
    }
    marker = page.IsTruncated ? page.NextMarker : undefined;
  } while (marker !== undefined);
  return found;
}

/** Every record of a zone. */
export async function seenRecords(route53: Sends, zoneId: string): Promise<SeenRecord[]> {
  const found: SeenRecord[] = [];
  let from: Partial<ListResourceRecordSetsCommandOutput> | undefined = {};
  while (from) {
    const page: ListResourceRecordSetsCommandOutput = await route53.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        StartRecordName: from.NextRecordName,
        StartRecordType: from.NextRecordType,
        StartRecordIdentifier: from.NextRecordIdentifier,
      }),
    );
    found.push(...(page.ResourceRecordSets ?? []).map(recordOf));
    from = page.IsTruncated ? page : undefined;
  }
  return found;
}

const recordOf = (record: ResourceRecordSet): SeenRecord => ({
  name: plain(record.Name ?? ''),
  type: record.Type ?? '',
  routing: routingOf(record),
  failover: record.Failover,
  aliasTo: record.AliasTarget?.DNSName === undefined ? undefined : plain(record.AliasTarget.DNSName),
});

/** Each policy has a member of its own. Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html */
function routingOf(record: ResourceRecordSet): Routing {
  if (record.Failover !== undefined) return 'failover';
  if (record.Weight !== undefined) return 'weighted';
  if (record.Region !== undefined) return 'latency';
  if (record.GeoLocation !== undefined) return 'geolocation';
  if (record.GeoProximityLocation !== undefined) return 'geoproximity';
  if (record.CidrRoutingConfig !== undefined) return 'cidr';
  return record.MultiValueAnswer ? 'multivalue' : 'simple';
}

/** Route 53 ends names with a dot, and its console writes `dualstack.` before a load balancer's. */
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^dualstack\./, '');
