import type {
  ChangeInfo,
  ChangeResourceRecordSetsRequest,
  GetChangeRequest,
  GetHostedZoneRequest,
  ListHostedZonesRequest,
  ListResourceRecordSetsRequest,
  ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import type { Pace } from '../../world/clock';
import type { Timing } from '../durations';
import { AwsError } from '../service';
import { token } from '../stack-context';
import { withChanges } from './changes';
import { describedZone, zonesPage } from './hosted-zones';
import { compareRecords, reversedLabels, type Zone, type ZoneRecord } from './zone';

/** How long a change takes. */
export interface ChangeTimes {
  /** From the call until all name servers answer with it. @default as `Durations` have it */
  readonly propagationSeconds?: number;
  /** From the call until the next change of the same zone is taken. @default 0: a call is answered when it is done */
  readonly processingSeconds: number;
}
/** Records on one page when the caller asks for no number. */
const PAGE_ITEMS_MAX = 300;

export interface RecordCallsOptions {
  readonly pace: Pace;
  readonly timing: Timing;
  readonly zones: ReadonlyMap<string, Zone>;
  readonly healthCheckExists: (id: string) => boolean;
}

export function recordCalls({ pace, timing, zones, healthCheckExists }: RecordCallsOptions) {
  const changes = new Map<string, Submitted>();
  const timers = new Set<() => void>();
  const busyUntil = new Map<string, number>();
  const answeredPlaces = new Map<string, number>();
  let times: ChangeTimes = { processingSeconds: 0 };
  const info = (id: string): ChangeInfo => {
    const change = changes.get(id);
    if (!change) throw new AwsError('NoSuchChange', `Could not find resource with ID: ${id}`, { status: 404 });
    const Status = pace.clock.now() >= change.doneAt ? 'INSYNC' : 'PENDING';
    return { Id: `/change/${id}`, Status, SubmittedAt: new Date(change.submittedAt), Comment: change.comment };
  };
  const calls = {
    ChangeResourceRecordSets: ({ HostedZoneId, ChangeBatch }: ChangeResourceRecordSetsRequest) => {
      const zone = zoneOf(zones, HostedZoneId);
      const now = pace.clock.now();
      if (now < (busyUntil.get(zone.id) ?? now)) throw notComplete();
      const records = withChanges(zone, ChangeBatch?.Changes ?? [], healthCheckExists);
      zone.wanted = records;
      const id = `C${token(20, zone.id, String(changes.size)).toUpperCase()}`;
      const { propagationSeconds = timing.durations.recordChangeSeconds(), processingSeconds } = times;
      const doneAt = now + pace.scaledMilliseconds(propagationSeconds);
      changes.set(id, { submittedAt: now, doneAt, comment: ChangeBatch?.Comment });
      busyUntil.set(zone.id, now + pace.scaledMilliseconds(processingSeconds));
      // A quicker change that came later is not undone by a slower one.
      const place = changes.size;
      const answer = () => {
        if (place < (answeredPlaces.get(zone.id) ?? 0)) return;
        answeredPlaces.set(zone.id, place);
        zone.answered = records;
      };
      // A change that takes for ever is never answered.
      if (Number.isFinite(doneAt)) {
        timers.add(pace.clock.after(doneAt - now, answer));
        const subject = ChangeBatch?.Changes?.[0]?.ResourceRecordSet?.Name ?? '';
        timing.onSpan({ kind: 'recordChange', subject, region: 'global', from: now, to: doneAt });
      }
      return { ChangeInfo: info(id) };
    },
    GetChange: ({ Id = '' }: GetChangeRequest) => ({ ChangeInfo: info(Id.replace('/change/', '')) }),
    GetHostedZone: ({ Id }: GetHostedZoneRequest) => {
      const zone = zoneOf(zones, Id);
      return { HostedZone: describedZone(zone), DelegationSet: { NameServers: [...zone.nameServers] } };
    },
    ListHostedZones: (input: ListHostedZonesRequest) => zonesPage([...zones.values()], input),
    ListResourceRecordSets: (input: ListResourceRecordSetsRequest) =>
      pageOf(zoneOf(zones, input.HostedZoneId).wanted, input),
  };
  return {
    calls,
    changesTake: (changed: Partial<ChangeTimes>) => {
      times = { ...times, ...changed };
    },
    close: () => timers.forEach((cancel) => void cancel()),
  };
}

interface Submitted {
  /** Milliseconds since 1970, as `doneAt`. */
  readonly submittedAt: number;
  readonly doneAt: number;
  readonly comment: string | undefined;
}

/** Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html#API_ChangeResourceRecordSets_Errors */
const notComplete = () =>
  new AwsError(
    'PriorRequestNotComplete',
    'The request was rejected because Route 53 was still processing a prior request.',
  );

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
