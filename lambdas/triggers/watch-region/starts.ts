import { DescribeAlarmsCommand, type DescribeAlarmsCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Standing, StandingElsewhere } from '../../../lib/domain/automation';
import { fencesAnything, stands } from '../../../lib/domain/fence';
import { namesOf } from '../../../lib/domain/names';
import type { KnownClaim } from '../../../lib/domain/settlement';
import { settlementName } from '../../../lib/domain/settlement';
import type { Place } from '../../../lib/domain/step';
import { publicNames } from '../../../lib/domain/traffic';
import type { Verb } from '../../../lib/domain/verbs';
import { automationTable } from '../../edge/automation-table';
import { claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import type { ZoneDns } from '../../edge/dns';
import { evidenceTable } from '../../edge/evidence-table';
import { executions } from '../../edge/executions';
import { fenceTable } from '../../edge/fence-table';
import { lockTable } from '../../edge/lock-table';
import type { Log } from '../../edge/log';
import { reading } from '../../edge/reading';
import { sayUnread } from '../../edge/say-unread';
import { type Settling, settling } from './settling';
import { type Down, giveUp, inTheWay, type SeenAlarm, type Start, type Stop, takeover } from './takeover';

export interface StartClients {
  readonly cloudwatch: Sends;
  readonly states: Sends;
  /** DynamoDB of each Region of the plan. */
  readonly dynamoOf: (region: string) => Sends;
  readonly dns: Pick<ZoneDns, 'texts'>;
}

/** The machines that the watch may start, the run that it may end, and what speaks for it. */
export function starts(clients: StartClients, place: Place, say: Log) {
  const { plan, region: here, names } = place;

  const standing = () => standingIn(clients, place, here);

  return {
    /** What follows from a probe that found the active Region down. */
    async afterDown(down: Down): Promise<Start | Stop> {
      const [alarm, found] = await Promise.all([alarmCalled(clients.cloudwatch, names.alarm), standing()]);
      const level = { alarm, ...found, elsewhere: [] };
      const next = takeover(level, down, place);
      const planned = inTheWay(level, down, place);
      if (planned) {
        const records = evidenceTable(clients.dynamoOf(here), names).read(planned.owner);
        const [elsewhere, known] = await Promise.all([standingElsewhere(clients, place, say), records]);
        return inTheWay({ ...level, elsewhere }, down, place) ? giveUp(planned, known, down) : next;
      }
      if (next.kind === 'hold') return next;
      // Only now: of two Regions the other is the one that is down, and to ask it costs a time-out.
      return takeover({ ...level, elsewhere: await standingElsewhere(clients, place, say) }, down, place);
    },

    /** Ends an execution of this Region; one that has ended already stays as it is. */
    stop: ({ executionArn, because: cause }: Stop): Promise<void> => executions(clients).stop({ executionArn, cause }),

    /**
     * Whether nothing is fenced here, and the records say for good that this Region is active.
     *
     * @param now ISO 8601 UTC
     */
    async whileActive(now: string): Promise<Settling> {
      const fence = fencesAnything(plan)
        ? await fenceTable(clients.dynamoOf(here), { plan: plan.name, names }).read()
        : undefined;
      // The other strategies leave nothing to settle.
      if (!stands(fence) && plan.traffic.strategy !== 'health-signal') return { kind: 'settled' };
      const [texts, claims, found] = await Promise.all([
        stands(fence) ? [] : clients.dns.texts(publicNames(plan).map(settlementName)),
        Promise.all(plan.regions.map((region) => knownClaim({ ...clients, say }, place, region))),
        standing(),
      ]);
      return settling({ fence, texts, claims, ...found, now }, place);
    },

    /** Starts it, once for each name: what was started before is only said. */
    async make(verb: Verb, { name, input }: Extract<Start, { kind: 'start' }>): Promise<void> {
      const isNew = await executions(clients).start({ machineArn: names.machineArn(verb), name, input });
      if (!isNew) say({ kind: 'duplicate', because: `${name} was started before` });
    },
  };
}
export type Starts = ReturnType<typeof starts>;

async function alarmCalled(cloudwatch: Sends, name: string): Promise<SeenAlarm | undefined> {
  const { MetricAlarms: [alarm] = [] }: DescribeAlarmsCommandOutput = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm'] }),
  );
  return alarm && { state: alarm.StateValue ?? 'nothing', actionsEnabled: alarm.ActionsEnabled !== false };
}

/** Who has a Region's lock, who had it last, and what persons said there. */
async function standingIn({ dynamoOf }: StartClients, { plan }: Place, region: string): Promise<Standing> {
  const item = { plan: plan.name, names: namesOf(plan, region) };
  const dynamo = dynamoOf(region);
  const [lock, automation] = await Promise.all([lockTable(dynamo, item).read(), automationTable(dynamo, item).read()]);
  return { lock, automation };
}

/** A Region that cannot be read hinders nobody; the run that is started asks it again. */
async function standingElsewhere(clients: StartClients, place: Place, say: Log): Promise<StandingElsewhere[]> {
  const others = place.plan.regions.filter((region) => region !== place.region);
  const read = others.map(async (region) => {
    const found = sayUnread(say, await reading(`dynamodb:GetItem in ${region}`, standingIn(clients, place, region)));
    return found.outcome === 'read' ? [{ region, ...found.value }] : [];
  });
  return (await Promise.all(read)).flat();
}

/** This Region's own claim must be known; another Region may be gone, and then its claim is not. */
async function knownClaim(
  { dynamoOf, say }: Pick<StartClients, 'dynamoOf'> & { readonly say: Log },
  { plan, region: here }: Place,
  region: string,
): Promise<KnownClaim> {
  const claim = claimTable(dynamoOf(region), { plan: plan.name, names: namesOf(plan, region) }).read();
  if (region === here) return { region, epoch: (await claim)?.epoch ?? 0 };
  const read = sayUnread(say, await reading(`dynamodb:GetItem in ${region}`, claim));
  return { region, epoch: read.outcome === 'read' ? (read.value?.epoch ?? 0) : undefined };
}
