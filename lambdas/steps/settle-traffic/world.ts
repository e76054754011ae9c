import { DeleteAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { settlementName } from '../../../lib/domain/settlement';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { claimAlarmInput, publicNames } from '../../../lib/domain/traffic';
import { healthyChecks } from '../../edge/check-status';
import type { Sends } from '../../edge/clients';
import type { ZoneDns } from '../../edge/dns';
import { type PlaceClients, seenPlaces } from '../../edge/places';
import { type Reading, reading } from '../../edge/reading';
import { type PlanZone, planZone } from '../../edge/route53';
import { writersOf } from '../../edge/writers';
import type { NotMade, SeenTraffic, Settling } from './decide';
import type { settleTraffic } from './step';

type Input = InputOf<typeof settleTraffic>;

export interface SettleClients extends PlaceClients {
  readonly route53: Sends;
  /** RDS of this Region. */
  readonly rds: Sends;
  readonly dns: ZoneDns;
  /** CloudWatch where Route 53 writes the status of its checks. */
  readonly checkMetrics: Sends;
}

/** The records, checks and alarms of a plan, what each Region claims, and where the writers are. */
export function world(clients: SettleClients) {
  // What AWS said instead of making the last change, for the look that follows it; a look that never comes loses
  // nothing, because what was not made is still missing.
  let answer: NotMade | undefined;
  return {
    async look(input: Input): Promise<SeenTraffic | undefined> {
      if (input.plan.traffic.strategy !== 'health-signal') return undefined;
      const last = answer;
      answer = undefined;
      return { ...(await seenTraffic(clients, input)), answer: last };
    },
    async perform(act: Settling, { plan }: Input): Promise<void> {
      const made = await reading(act.kind, change(act, { clients, zone: planZone(clients.route53, plan), plan }));
      answer = notMadeIn(made);
    },
  };
}

const notMadeIn = (made: Reading<void>): NotMade | undefined =>
  made.outcome === 'read'
    ? undefined
    : { because: oneLine(made.because), ...(made.outcome === 'failed' && { name: made.name }) };

async function seenTraffic(clients: SettleClients, input: Input): Promise<SeenTraffic> {
  const { plan } = input;
  const zone = planZone(clients.route53, plan);
  const [records, checks, places, texts, writers] = await Promise.all([
    zone.records(),
    zone.checks(),
    seenPlaces(clients, plan, { region: input.region, signalUrl: input.run.signalUrl }),
    clients.dns.texts(publicNames(plan).map(settlementName)),
    writersOf(clients.rds, plan),
  ]);
  const calculated = checks.filter((check) => check.calculated).map(({ id }) => id);
  const healthy = await healthyChecks(clients.checkMetrics, calculated, input.now);
  return { records, checks, places, texts, writers, healthy };
}

interface Making {
  readonly clients: SettleClients;
  readonly zone: PlanZone;
  readonly plan: Input['plan'];
}

async function change(act: Settling, { clients, zone, plan }: Making): Promise<void> {
  switch (act.kind) {
    case 'create-alarm':
      await clients.cloudwatchIn(act.region).send(new PutMetricAlarmCommand(claimAlarmInput(plan, act.epoch)));
      return;
    case 'create-check':
      await zone.createCheck(act.reference, act.config);
      return;
    case 'swap':
      return zone.change(act.changes);
    case 'sweep':
      for (const id of act.checks) await zone.deleteCheck(id);
      for (const { region, names } of act.alarms) {
        await clients.cloudwatchIn(region).send(new DeleteAlarmsCommand({ AlarmNames: [...names] }));
      }
  }
}
