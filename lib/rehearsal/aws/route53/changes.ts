import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { AwsError } from '../service';
import { refuseUnsupportedRecord } from './record-rules';
import { problemsOfBatch, problemsOfZone } from './set-rules';
import { absolute, identityOf, type Zone, type ZoneRecord } from './zone';

/**
 * The records of a zone after a batch, all or nothing.
 *
 * @throws NoSuchHealthCheck for a record that refers to none, else InvalidChangeBatch with every reason
 * Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
 */
export function withChanges(zone: Zone, changes: readonly Change[], healthCheckExists: (id: string) => boolean) {
  const records = new Map(zone.wanted.map((record) => [identityOf(record), record]));
  const problems = problemsOfBatch(changes);
  for (const { Action, ResourceRecordSet: written } of changes) {
    const record = recordOf(written ?? { Name: '', Type: 'A' });
    refuseUnsupportedRecord(record);
    if (Action !== 'DELETE') refuseUnknownCheck(record, healthCheckExists);
    const problem = problemOfRecord(record, zone) ?? problemOfAction(Action, record, records.get(identityOf(record)));
    if (problem) problems.push(problem);
    else if (Action === 'DELETE') records.delete(identityOf(record));
    else records.set(identityOf(record), record);
  }
  problems.push(...problemsOfZone([...records.values()], zone));
  if (problems.length > 0)
    throw new AwsError('InvalidChangeBatch', `[${problems.join(', ')}]`, { extra: { messages: problems } });
  return [...records.values()];
}

const recordOf = (written: ResourceRecordSet): ZoneRecord => ({
  ...written,
  Name: absolute(written.Name ?? ''),
  Type: written.Type ?? 'A',
  ...(written.AliasTarget
    ? { AliasTarget: { ...written.AliasTarget, DNSName: absolute(written.AliasTarget.DNSName ?? '') } }
    : {}),
});

const shown = ({ Name, Type, SetIdentifier }: ZoneRecord) =>
  `[name='${Name}', type='${Type}'${SetIdentifier === undefined ? '' : `, set-identifier='${SetIdentifier}'`}]`;

function problemOfAction(
  action: string | undefined,
  record: ZoneRecord,
  existing: ZoneRecord | undefined,
): string | undefined {
  if (action === 'CREATE' && existing)
    return `Tried to create resource record set ${shown(record)} but it already exists`;
  if (action === 'DELETE' && !existing)
    return `Tried to delete resource record set ${shown(record)} but it was not found`;
  if (action === 'DELETE' && existing && canonical(existing) !== canonical(record)) {
    const why = 'the values provided do not match the current values';
    return `Tried to delete resource record set ${shown(record)} but ${why}`;
  }
  return undefined;
}

/** A record's members as text that does not depend on their order; absent and undefined are the same. */
function canonical(record: ZoneRecord): string {
  const { AliasTarget, ResourceRecords, ...rest } = record;
  const values = ResourceRecords?.map(({ Value }) => Value).sort();
  return JSON.stringify([
    Object.entries(rest)
      .filter(([, value]) => value !== undefined)
      .sort(),
    values,
    [AliasTarget?.HostedZoneId, AliasTarget?.DNSName, AliasTarget?.EvaluateTargetHealth ?? false],
  ]);
}

function refuseUnknownCheck({ HealthCheckId: id }: ZoneRecord, exists: (id: string) => boolean): void {
  if (id === undefined || exists(id)) return;
  throw new AwsError('NoSuchHealthCheck', `No health check exists with the specified ID: ${id}`);
}

function problemOfRecord(record: ZoneRecord, zone: Zone): string | undefined {
  const { Name, AliasTarget, ResourceRecords, TTL, Failover, SetIdentifier } = record;
  if (Name !== zone.name && !Name.endsWith(`.${zone.name}`)) {
    return `RRSet with DNS name ${Name} is not permitted in zone ${zone.name}`;
  }
  if (
    AliasTarget ? TTL !== undefined || ResourceRecords !== undefined : TTL === undefined || !ResourceRecords?.length
  ) {
    return `Invalid request: ${shown(record)} needs either an AliasTarget or a TTL with ResourceRecords`;
  }
  if ((Failover === undefined) !== (SetIdentifier === undefined)) {
    return `Invalid request: ${shown(record)} needs both Failover and SetIdentifier, or neither`;
  }
  if (Failover !== undefined && AliasTarget && AliasTarget.EvaluateTargetHealth !== true) {
    return `Invalid request: the failover alias ${shown(record)} must set EvaluateTargetHealth to true`;
  }
  return undefined;
}
