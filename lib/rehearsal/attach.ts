import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  type HealthCheckConfig,
} from '@aws-sdk/client-route-53';
import type { Plan } from '../domain/plan';
import type { Settlement } from '../domain/settlement';
import { calculatedCheck, checksFor, claimAlarmInput, failoverRecords, type WantedCheck } from '../domain/traffic';
import type { Sends } from './sends';

/** Clients in the world's own hand. */
export interface AttachClients {
  cloudwatchIn(region: string): Sends;
  readonly route53: Sends;
}

/**
 * What `understudy traffic attach` leaves: the alarms and checks of the first settlement, and the failover records of
 * the public names. Made by the world's own hand, before it watches anybody.
 *
 * @param signalHostOf host of a Region's `serve-signal`
 */
export async function attachTraffic(
  { cloudwatchIn, route53 }: AttachClients,
  plan: Plan,
  signalHostOf: (region: string) => string,
): Promise<void> {
  const { regions, traffic } = plan;
  const settlement: Settlement = { epoch: 0, serial: 1, active: regions[0] ?? '', attached: regions };
  for (const region of regions) {
    await cloudwatchIn(region).send(new PutMetricAlarmCommand(claimAlarmInput(plan, settlement.epoch)));
  }
  const checks = checksFor(plan, settlement, signalHostOf);
  const ids = await createChecks(route53, checks);
  const checkIdOf = (hears: readonly string[]) =>
    ids.get(checks.find((check) => 'hears' in check && check.hears.join() === hears.join())?.reference ?? '') ?? '';
  const records = failoverRecords(plan, settlement, checkIdOf);
  await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: traffic.hostedZoneId,
      ChangeBatch: { Changes: records.map((ResourceRecordSet) => ({ Action: 'CREATE', ResourceRecordSet })) },
    }),
  );
}

/** @returns id by CallerReference; children stand before those that count them */
async function createChecks(route53: Sends, checks: readonly WantedCheck[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const check of checks) {
    const idsOf = (references: readonly string[]) => references.map((reference) => ids.get(reference) ?? '');
    const config = 'config' in check ? check.config : calculatedCheck(idsOf(check.children));
    const { HealthCheck } = await route53.send(
      new CreateHealthCheckCommand({
        CallerReference: check.reference,
        HealthCheckConfig: config as HealthCheckConfig,
      }),
    );
    ids.set(check.reference, HealthCheck?.Id ?? '');
  }
  return ids;
}
