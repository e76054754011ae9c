import { resolve4 } from 'node:dns/promises';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { RDSClient } from '@aws-sdk/client-rds';
import type { Sends } from '../../../lambdas/edge/clients';
import { newestFirst } from '../../../lambdas/edge/metric-data';
import { lagQueries, lagsIn } from '../../../lambdas/edge/replication-lags';
import { writersOf } from '../../../lambdas/edge/writers';
import { inRegion } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import type { AnswerVitals, MemberVitals, Vitals } from '../../report/run-picture/vitals';
import type { Session } from '../aws/session';

/** What is asked about the world around a run; where tests stand in. */
export interface VitalsClients {
  rdsIn(region: string): Sends;
  cloudWatchIn(region: string): Sends;
  /** IPv4 addresses of a name, as this machine's resolver answers. @default names are not asked for */
  readonly addressesOf?: (name: string) => Promise<readonly string[]>;
}

/** @param isWorld a rehearsal's names are known to nobody's resolver */
export const vitalsClients = (session: Pick<Session, 'settings'>, isWorld: boolean): VitalsClients => ({
  rdsIn: (region) => new RDSClient(session.settings(region)),
  cloudWatchIn: (region) => new CloudWatchClient(session.settings(region)),
  ...(!isWorld && { addressesOf: resolve4 }),
});

export interface VitalsAsked {
  readonly plan: Plan;
  /** The Region of the run. */
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How databases and the public name stand. What cannot be seen is left out: it is no part of the run. */
export async function seenVitals(clients: VitalsClients, asked: VitalsAsked): Promise<Vitals> {
  const [members, answer] = await Promise.all([
    membersOf(clients, asked).catch(() => undefined),
    answerOf(clients, asked).catch(() => undefined),
  ]);
  return { at: asked.now, ...(members && { members }), ...(answer && { answer }) };
}

async function membersOf(clients: VitalsClients, asked: VitalsAsked): Promise<MemberVitals[]> {
  const { plan, region } = asked;
  const writers = await writersOf(clients.rdsIn(region), plan);
  const sourceRegion = writers.find((writer) => writer.region !== undefined && writer.region !== region)?.region;
  const lags = sourceRegion === undefined ? {} : await lagsOf(clients, { ...asked, sourceRegion }).catch(() => ({}));
  return plan.databases.flatMap(({ globalCluster: database, clusters }) => {
    const writer = writers.find(({ globalCluster }) => globalCluster === database)?.region;
    return plan.regions
      .filter((one) => clusters[one] !== undefined)
      .map((one): MemberVitals => {
        if (one === writer) return { database, region: one, role: 'writer' };
        const lagSeconds = one === region ? lags[database] : undefined;
        return { database, region: one, role: 'reader', ...(lagSeconds !== undefined && { lagSeconds }) };
      });
  });
}

/** Aurora publishes the lag once a minute; what is older than three of them says nothing about now. */
const LAG_MILLISECONDS_MAX = 180_000;

/** Database → seconds, as the newest data point of its member here has them. */
async function lagsOf(
  { cloudWatchIn }: VitalsClients,
  { plan, region, sourceRegion, now }: VitalsAsked & { readonly sourceRegion: string },
): Promise<Readonly<Record<string, number>>> {
  const asked = { databases: plan.databases.filter(({ clusters }) => clusters[region]), region, sourceRegion };
  const answer = await cloudWatchIn(region).send(
    new GetMetricDataCommand({
      MetricDataQueries: lagQueries(asked),
      StartTime: new Date(now - LAG_MILLISECONDS_MAX),
      EndTime: new Date(now),
    }),
  );
  return Object.fromEntries(
    lagsIn(answer, asked).flatMap(({ globalCluster, points }) => {
      const newest = [...points].sort(newestFirst)[0];
      return newest ? [[globalCluster, newest.value / 1000]] : [];
    }),
  );
}

/** Whose addresses the first public name has: each Region's own name tells its own. */
async function answerOf({ addressesOf }: VitalsClients, { plan }: VitalsAsked): Promise<AnswerVitals | undefined> {
  const [record] = plan.traffic.records;
  if (!record || !addressesOf) return undefined;
  const [address] = await addressesOf(record.name).catch(() => []);
  if (address === undefined) return { name: record.name };
  const owns = await Promise.all(
    plan.regions.map((region) => addressesOf(inRegion(record.perRegion, region)).catch((): string[] => [])),
  );
  const region = plan.regions[owns.findIndex((addresses) => addresses.includes(address))];
  return { name: record.name, address, ...(region !== undefined && { region }) };
}
