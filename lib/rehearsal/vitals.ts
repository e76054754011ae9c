import type { DescribeGlobalClustersCommandOutput } from '@aws-sdk/client-rds';
import { inRegion } from '../domain/names';
import type { Plan } from '../domain/plan';
import { regionOfArn } from '../domain/region';
import type { AnswerVitals, ClientVitals, MemberVitals, Vitals } from '../report/run-picture/vitals';
import type { World } from './open-world';
import { asTheWorld } from './stage/the-world';
import { resolveHost } from './world/dns-client';
import type { PlacedOrder } from './world/orders-client';
import { replicaLagSeconds } from './world/postgres';

export interface VitalsWatch {
  stop(): Promise<void>;
}

/** Often enough for the eye; each round asks every replica once. */
const PAUSE_MILLISECONDS = 500;
/** Orders are judged over so long: a single one that fails shows, and goes again. */
const WINDOW_MILLISECONDS = 2000;

/** Looks at how a world fares, again and again, past faults of a story; nothing of it is evidence. */
export function watchVitals(world: World, plan: Plan, tell: (vitals: Vitals) => void): VitalsWatch {
  const { clock } = world.services.pace;
  const stopped = new AbortController();
  const clients = clientsOf(world);
  const watching = (async () => {
    while (!stopped.signal.aborted) {
      const at = clock.now();
      const [members, answer] = await Promise.all([membersOf(world, plan), answerOf(world, plan)]);
      if (!stopped.signal.aborted) tell({ at, members, ...(answer && { answer }), clients: clients(at) });
      await clock.sleep(PAUSE_MILLISECONDS, stopped.signal).catch(() => {});
    }
  })();
  return {
    stop: () => {
      stopped.abort();
      return watching;
    },
  };
}

/** Members of every database, in the order of the plan's Regions. */
async function membersOf(world: World, { databases, regions }: Plan): Promise<MemberVitals[]> {
  const each = databases.map(async ({ globalCluster, clusters }) => {
    const writer = await writerOf(world, globalCluster).catch(() => undefined);
    const members = regions.flatMap((region) => {
      const identifier = clusters[region];
      return identifier === undefined ? [] : [memberOf(world, { database: globalCluster, region, identifier, writer })];
    });
    return Promise.all(members);
  });
  return (await Promise.all(each)).flat();
}

interface Writer {
  readonly region: string;
  /** Whether it can be received from. */
  readonly answers: boolean;
}

async function writerOf(world: World, globalCluster: string): Promise<Writer | undefined> {
  const { rds } = world.services;
  const found: DescribeGlobalClustersCommandOutput = await asTheWorld(rds.service, {
    region: 'us-east-1',
    operation: 'DescribeGlobalClusters',
    input: { GlobalClusterIdentifier: globalCluster },
  });
  const arn = found.GlobalClusters?.[0]?.GlobalClusterMembers?.find(({ IsWriter }) => IsWriter)?.DBClusterArn;
  const region = regionOfArn(arn);
  if (region === undefined) return undefined;
  return { region, answers: serverOf(world, { region, identifier: arn?.split(':').at(-1) ?? '' }) !== undefined };
}

interface MemberAsked {
  readonly database: string;
  readonly region: string;
  readonly identifier: string;
  readonly writer: Writer | undefined;
}

async function memberOf(world: World, asked: MemberAsked): Promise<MemberVitals> {
  const { database, region, writer } = asked;
  const server = serverOf(world, asked);
  if (!server) return { database, region, role: 'down' };
  if (writer?.region === region) return { database, region, role: 'writer' };
  // What nothing is received from any more has no lag: its newest moment only grows older.
  const lagSeconds = writer?.answers ? await replicaLagSeconds(server).catch(() => undefined) : undefined;
  return { database, region, role: 'reader', ...(lagSeconds !== undefined && { lagSeconds }) };
}

/** `undefined` where no server runs, or nobody reaches it. */
function serverOf(
  { services }: World,
  { region, identifier }: { readonly region: string; readonly identifier: string },
) {
  try {
    if (services.network.isCut(region)) return undefined;
    const server = services.rds.databaseOf(region, identifier);
    return server.isRunning() ? server : undefined;
  } catch {
    return undefined;
  }
}

/** What the zone's name servers answer now; nothing is cached. */
async function answerOf({ services, dns }: World, { traffic, regions }: Plan): Promise<AnswerVitals | undefined> {
  const [record] = traffic.records;
  if (!record) return undefined;
  const address = await resolveHost(record.name, dns.port).then(
    (answer) => answer.address,
    () => undefined,
  );
  if (address === undefined) return { name: record.name };
  const region = regions.find((one) => {
    const own = services.route53.answer(inRegion(record.perRegion, one), 'A');
    return Array.isArray(own) && own.some(({ values }) => values.includes(address));
  });
  return { name: record.name, address, ...(region !== undefined && { region }) };
}

/**
 * Orders by when their fate was known: one that hangs counts once it has failed. What became known since the look
 * before stands for all of that time, however long it was.
 */
export function clientsOf({
  orders,
}: {
  readonly orders: Pick<World['orders'], 'orders'>;
}): (at: number) => ClientVitals {
  let seen = 0;
  let lookedAt: number | undefined;
  let window: { readonly at: number; readonly since: number; readonly order: PlacedOrder }[] = [];
  return (at) => {
    const since = lookedAt ?? orders.orders[0]?.at ?? at;
    lookedAt = at;
    window.push(...orders.orders.slice(seen).map((order) => ({ at, since, order })));
    seen = orders.orders.length;
    window = window.filter((one) => one.at > at - WINDOW_MILLISECONDS);
    const ok = window.filter(({ order }) => order.ok);
    const region = ok.at(-1)?.order.region;
    const milliseconds = Math.max(WINDOW_MILLISECONDS, at - (window[0]?.since ?? at));
    const perSecond = (count: number) => (count * 1000) / milliseconds;
    return {
      okPerSecond: perSecond(ok.length),
      failedPerSecond: perSecond(window.length - ok.length),
      ...(region !== undefined && { region }),
    };
  };
}
