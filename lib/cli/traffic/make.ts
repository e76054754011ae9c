import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { healthyChecks } from '../../../lambdas/edge/check-status';
import type { Sends } from '../../../lambdas/edge/clients';
import { type Clock, isoAt } from '../../../lambdas/edge/clock';
import type { PlaceClients } from '../../../lambdas/edge/places';
import { planZone } from '../../../lambdas/edge/route53';
import type { Plan } from '../../domain/plan';
import type { Settlement } from '../../domain/settlement';
import { listed } from '../../domain/text';
import { calculatedCheck, claimAlarmInput, type RecordSet, swapOf, type WantedCheck } from '../../domain/traffic';

export interface AttachClients extends PlaceClients {
  readonly route53: Sends;
  /** CloudWatch where Route 53 writes the status of its checks, see `checkMetricsRegion`. */
  readonly checkMetrics: Sends;
}

/** What `attachTraffic` is given. */
export interface Attaching {
  readonly clients: AttachClients;
  readonly plan: Plan;
  /** Region that users shall be sent to. @default what the records say, else where the newest claim is, else home */
  readonly active?: string | undefined;
  /** A question to the person; true means go on. */
  readonly ask: (question: string) => Promise<boolean>;
  /** One line to the person. */
  readonly tell: (line: string) => void;
  readonly clock: Clock;
}

/** An alarm that is there already is written again, the same. */
export async function createAlarms({ clients, plan }: Attaching, { epoch, attached }: Settlement): Promise<void> {
  for (const region of attached) {
    await clients.cloudwatchIn(region).send(new PutMetricAlarmCommand(claimAlarmInput(plan, epoch)));
  }
}

/** A calculated check that stands on records. */
export interface MadeCheck {
  readonly id: string;
  readonly hears: readonly string[];
}

/** Checks that were deleted keep their reference for ever; a plan is attached anew far less often than this. */
const SERIALS_MAX = 50;

/**
 * Makes every check of the settlement. Where one of them was made and deleted before, as when somebody has cleaned up
 * by hand, Route 53 refuses its reference, and the next serial number is tried.
 */
export async function createChecks(
  attaching: Attaching,
  settlement: Settlement,
  checksOf: (settlement: Settlement) => WantedCheck[],
): Promise<{ readonly settlement: Settlement; readonly calculated: readonly MadeCheck[] }> {
  for (let serial = settlement.serial; ; serial++) {
    const tried = { ...settlement, serial };
    try {
      return { settlement: tried, calculated: await createEach(attaching, checksOf(tried)) };
    } catch (error) {
      const isUsed = (error as Error).name === 'HealthCheckAlreadyExists';
      if (!isUsed || serial >= settlement.serial + SERIALS_MAX) throw error;
    }
  }
}

async function createEach({ clients, plan }: Attaching, wanted: readonly WantedCheck[]): Promise<MadeCheck[]> {
  const zone = planZone(clients.route53, plan);
  const ids = new Map<string, string>();
  for (const check of wanted) {
    const config = 'config' in check ? check.config : calculatedCheck(check.children.map((one) => ids.get(one) ?? ''));
    ids.set(check.reference, await zone.createCheck(check.reference, config));
  }
  return wanted.flatMap((check) =>
    'hears' in check ? [{ id: ids.get(check.reference) ?? '', hears: check.hears }] : [],
  );
}

const OBSERVE_MILLISECONDS = 10_000;
/** Route 53 writes a status each minute, and it can be found several minutes later. */
const OBSERVE_TIMES_MAX = 90;

/** Waits until Route 53 has observed every check healthy. @returns false when it did not within a quarter of an hour */
export async function observed({ clients, clock, tell }: Attaching, checks: readonly MadeCheck[]): Promise<boolean> {
  tell(`waiting until Route 53 has observed ${checks.length} health checks healthy; this takes some minutes`);
  for (let times = 0; times < OBSERVE_TIMES_MAX; times++) {
    const ids = checks.map(({ id }) => id);
    const healthy = await healthyChecks(clients.checkMetrics, ids, isoAt(clock.now()));
    if (healthy.length === ids.length) return true;
    await clock.sleep(OBSERVE_MILLISECONDS);
  }
  return false;
}

/** All records in one batch, or none: what is there was read before the question, and must be there still. */
export async function swapRecords(
  { clients, plan, tell }: Attaching,
  { old, next }: { old: readonly ResourceRecordSet[]; next: readonly RecordSet[] },
): Promise<void> {
  tell(`swapping ${old.length} records for ${next.length}: ${listed([...new Set(next.map(({ Name }) => Name))])}`);
  await planZone(clients.route53, plan).change(swapOf(old, next));
}
