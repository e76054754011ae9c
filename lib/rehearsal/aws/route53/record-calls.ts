import type {
  ChangeInfo,
  ChangeResourceRecordSetsRequest,
  GetChangeRequest,
  GetHostedZoneRequest,
  ListResourceRecordSetsRequest,
  ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import type { Pace } from '../../world/clock';
import { AwsError } from '../service';
import { token } from '../stack-context';
import { withChanges } from './changes';
import { compareRecords, reversedLabels, type Zone, type ZoneRecord } from './zone';

/** Seconds until all name servers answer with a change; Route 53 says usually within 60. */
const PROPAGATION_SECONDS = 30;
/** Records on one page when the caller asks for no number. */
const PAGE_ITEMS_MAX = 300;

export interface RecordCallsOptions {
  readonly pace: Pace;
  readonly zones: ReadonlyMap<string, Zone>;
  readonly healthCheckExists: (id: string) => boolean;
}

export function recordCalls({ pace, zones, healthCheckExists }: RecordCallsOptions) {
  const changes = new Map<string, { submittedAt: number; comment: string | undefined }>();
  const timers = new Set<() => void>();
  const info = (id: string): ChangeInfo => {
    const change = changes.get(id);
    if (!change) throw new AwsError('NoSuchChange', `Could not find resource with ID: ${id}`, { status: 404 });
    const isDone = pace.clock.now() >= change.submittedAt + pace.scaledMilliseconds(PROPAGATION_SECONDS);
    const Status = isDone ? 'INSYNC' : 'PENDING';
    return { Id: `/change/${id}`, Status, SubmittedAt: new Date(change.submittedAt), Comment: change.comment };
  };
  const calls = {
    ChangeResourceRecordSets: ({ HostedZoneId, ChangeBatch }: ChangeResourceRecordSetsRequest) => {
      const zone = zoneOf(zones, HostedZoneId);
      const records = withChanges(zone, ChangeBatch?.Changes ?? [], healthCheckExists);
      zone.wanted = records;
      const id = `C${token(20, zone.id, String(changes.size)).toUpperCase()}`;
      changes.set(id, { submittedAt: pace.clock.now(), comment: ChangeBatch?.Comment });
      timers.add(
        pace.clock.after(pace.scaledMilliseconds(PROPAGATION_SECONDS), () => {
          zone.answered = records;
        }),
      );
      return { ChangeInfo: info(id) };
    },
    GetChange: ({ Id = '' }: GetChangeRequest) => ({ ChangeInfo: info(Id.replace('/change/', '')) }),
    GetHostedZone: ({ Id }: GetHostedZoneRequest) => {
      const zone = zoneOf(zones, Id);
      const HostedZone = {
        Id: `/hostedzone/${zone.id}`,
        Name: zone.name,
        CallerReference: zone.id,
        Config: { PrivateZone: false },
        ResourceRecordSetCount: zone.wanted.length,
      };
      return { HostedZone, DelegationSet: { NameServers: [...zone.nameServers] } };
    },
    ListResourceRecordSets: (input: ListResourceRecordSetsRequest) =>
      pageOf(zoneOf(zones, input.HostedZoneId).wanted, input),
  };
  return { calls, close: () => timers.forEach((cancel) => void cancel()) };
}

export function zoneOf(zones: ReadonlyMap<string, Zone>, id = ''): Zone {
  const zone = zones.get(id.replace('/hostedzone/', ''));
  if (!zone) throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, { status: 404 });
  return zone;
}

/** Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html */
function pageOf(records: readonly ZoneRecord[], input: ListResourceRecordSetsRequest) {
  const sorted = [...records].sort(compareRecords).filter((record) => isFrom(record, input));
  const count = Math.min(input.MaxItems ?? PAGE_ITEMS_MAX, PAGE_ITEMS_MAX);
  const next = sorted[count];
  return {
    ResourceRecordSets: sorted.slice(0, count) as ResourceRecordSet[],
    IsTruncated: next !== undefined,
    MaxItems: count,
    NextRecordName: next?.Name,
    NextRecordType: next?.Type,
    NextRecordIdentifier: next?.SetIdentifier,
  };
}

const isFrom = (
  record: ZoneRecord,
  { StartRecordName, StartRecordType, StartRecordIdentifier }: ListResourceRecordSetsRequest,
) => {
  if (StartRecordName === undefined) return true;
  const start = [reversedLabels(StartRecordName), StartRecordType ?? '', StartRecordIdentifier ?? ''].join('\u0000');
  return [reversedLabels(record.Name), record.Type, record.SetIdentifier ?? ''].join('\u0000') >= start;
};
