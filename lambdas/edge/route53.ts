import {
  type Change,
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  type CreateHealthCheckCommandOutput,
  DeleteHealthCheckCommand,
  type HealthCheckConfig,
  ListHealthChecksCommand,
  type ListHealthChecksCommandOutput,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import type { Plan } from '../../lib/domain/plan';
import {
  type CheckConfig,
  checkPrefix,
  isWritten,
  type ListedCheck,
  type RecordChange,
  writtenNames,
} from '../../lib/domain/traffic';
import type { Sends } from './clients';

/** What of Route 53 belongs to a plan: its records in the hosted zone, and its health checks. */
export interface PlanZone {
  /** The records under the names that attaching and settling write, as Route 53 lists them. */
  records(): Promise<ResourceRecordSet[]>;
  /** Every record of one name. */
  recordsOf(name: string): Promise<ResourceRecordSet[]>;
  /** The plan's own health checks, known by their `CallerReference`. */
  checks(): Promise<ListedCheck[]>;
  /** All of these changes, or none. */
  change(changes: readonly RecordChange[]): Promise<void>;
  /** @returns its id; a check that has the same reference and settings already is that check */
  createCheck(reference: string, config: CheckConfig): Promise<string>;
  deleteCheck(id: string): Promise<void>;
}

/** @param route53 its API has one endpoint for a partition, whatever the Region of the client */
export const planZone = (route53: Sends, plan: Plan): PlanZone => ({
  async records() {
    const found: ResourceRecordSet[] = [];
    // One after the other: the account's bucket for this call is small.
    for (const name of writtenNames(plan)) {
      const named = await recordsOf(route53, plan, name);
      found.push(...named.filter(({ Type = '' }) => isWritten(plan, name, Type)));
    }
    return found;
  },
  recordsOf: (name) => recordsOf(route53, plan, name),
  checks: () => checksOf(route53, plan),
  async change(changes) {
    const batch = { Changes: changes as readonly Change[] as Change[] };
    await route53.send(
      new ChangeResourceRecordSetsCommand({ HostedZoneId: plan.traffic.hostedZoneId, ChangeBatch: batch }),
    );
  },
  async createCheck(reference, config) {
    const { HealthCheck }: CreateHealthCheckCommandOutput = await route53.send(
      new CreateHealthCheckCommand({ CallerReference: reference, HealthCheckConfig: config as HealthCheckConfig }),
    );
    return HealthCheck?.Id ?? '';
  },
  async deleteCheck(id) {
    await route53.send(new DeleteHealthCheckCommand({ HealthCheckId: id }));
  },
});

/**
 * The records of one name. Route 53 lists a zone from a name on, sorted, so the name's own come first.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html
 */
async function recordsOf(route53: Sends, plan: Plan, name: string): Promise<ResourceRecordSet[]> {
  const found: ResourceRecordSet[] = [];
  let from: Partial<ListResourceRecordSetsCommandOutput> = { NextRecordName: name };
  while (from.NextRecordName !== undefined && isNamed(from.NextRecordName, name)) {
    from = await route53.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: plan.traffic.hostedZoneId,
        StartRecordName: from.NextRecordName,
        StartRecordType: from.NextRecordType,
        StartRecordIdentifier: from.NextRecordIdentifier,
      }),
    );
    found.push(...(from.ResourceRecordSets ?? []).filter(({ Name }) => isNamed(Name, name)));
  }
  return found;
}

const isNamed = (listed: string | undefined, name: string) => listed?.toLowerCase().replace(/\.$/, '') === name;

async function checksOf(route53: Sends, plan: Plan): Promise<ListedCheck[]> {
  const found: ListedCheck[] = [];
  let marker: string | undefined;
  do {
    const page: ListHealthChecksCommandOutput = await route53.send(new ListHealthChecksCommand({ Marker: marker }));
    for (const { Id: id = '', CallerReference: reference = '', HealthCheckConfig } of page.HealthChecks ?? []) {
      if (reference.startsWith(checkPrefix(plan))) {
        found.push({ id, reference, calculated: HealthCheckConfig?.Type === 'CALCULATED' });
      }
    }
    marker = page.IsTruncated ? page.NextMarker : undefined;
  } while (marker !== undefined);
  return found;
}
