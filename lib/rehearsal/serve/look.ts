import type { DescribeGlobalClustersCommandOutput } from '@aws-sdk/client-rds';
import { approvalFrom } from '../../domain/approval';
import { divergenceFrom } from '../../domain/divergence';
import { namesOf } from '../../domain/names';
import { regionOfArn } from '../../domain/region';
import { settlementFrom, settlementName } from '../../domain/settlement';
import { approvalKey, automationKey, claimKey, divergenceKey, lockFrom, lockKey } from '../../domain/table-items';
import { VERBS } from '../../domain/verbs';
import { historyReader, type RunEvent } from '../../report/run-picture';
import type { Vitals } from '../../report/run-picture/vitals';
import type { Item } from '../aws/dynamodb';
import type { ExecutionView } from '../aws/states';
import type { FreePlay } from '../free-play';
import { areConnected } from '../stage/picture';
import { asTheWorld } from '../stage/the-world';
import { watchVitals } from '../vitals';
import { createCounting } from './counting';
import type { Mischief } from './mischief';
import type { Seen, SeenDatabase, SeenRegion, SeenRun } from './seen';

/** Looks at a world again and again; what it has read of a run before is not read anew. */
export function createLook(play: FreePlay, mischief: Mischief): () => Promise<Seen> {
  const { world, plan, stage, moments, closing } = play;
  const { route53, pace } = world.services;
  const readRun = runReader(play);
  const countLost = createCounting(play);
  let vitals: Vitals | undefined;
  const watch = watchVitals(world, plan, (newest) => {
    vitals = newest;
  });
  closing.addEventListener('abort', () => void watch.stop());
  return async () => {
    const databases = await databasesIn(play);
    const [regions, runs, lost] = await Promise.all([
      Promise.all(plan.regions.map((region) => regionIn(play, mischief, region))),
      Promise.all(world.services.states.executions().map(readRun)),
      countLost(databases[0]?.writer),
    ]);
    const texts = route53.answer(settlementName(stage.publicName), 'TXT');
    const [text = ''] = Array.isArray(texts) ? texts.flatMap(({ values }) => values) : [];
    return {
      ...{ at: pace.clock.now(), plan, scale: pace.scale, regions, databases, vitals, runs, lost },
      settlement: settlementFrom(text.replaceAll('"', '')),
      isRoute53Down: mischief.isRoute53Down,
      orders: world.orders.orders,
      moments,
      faultAt: stage.faultAt,
    };
  };
}

const databasesIn = ({ world, plan }: FreePlay): Promise<SeenDatabase[]> =>
  Promise.all(
    plan.databases.map(async ({ globalCluster }) => {
      const found: DescribeGlobalClustersCommandOutput = await asTheWorld(world.services.rds.service, {
        region: 'us-east-1',
        operation: 'DescribeGlobalClusters',
        input: { GlobalClusterIdentifier: globalCluster },
      });
      const { Status = '', GlobalClusterMembers = [] } = found.GlobalClusters?.[0] ?? {};
      const writer = GlobalClusterMembers.find(({ IsWriter }) => IsWriter)?.DBClusterArn;
      return { name: globalCluster, status: Status, writer: regionOfArn(writer) };
    }),
  );

async function regionIn(play: FreePlay, mischief: Mischief, region: string): Promise<SeenRegion> {
  const { world, plan } = play;
  const { cloudformation, cloudwatch, network, rds } = world.services;
  const [{ clusters = {} } = {}] = plan.databases;
  return {
    region,
    ...(await itemsIn(play, region)),
    isConnected: await areConnected(world, plan, region),
    isRebuilding: !rds.hasServer(region, clusters[region] ?? ''),
    isLost: network.isCut(region),
    stacks: cloudformation
      .stacks()
      .filter((stack) => stack.region === region)
      .map(({ name, status }) => ({ name, status: String(status) })),
    alarm: cloudwatch.stateOf(namesOf(plan, region).alarmArn),
    isLinkCut: mischief.cutLinks.has(region),
    isSick: mischief.sick.has(region),
  };
}

async function itemsIn({ world, plan }: FreePlay, region: string) {
  const { table } = namesOf(plan, region);
  const get = (key: Item) => world.services.dynamodb.get({ region, table, key });
  const [lock, claim, automation, divergence] = await Promise.all(
    [lockKey, claimKey, automationKey, divergenceKey].map((keyOf) => get(keyOf(plan.name))),
  );
  return {
    lock: lock && lockFrom(lock as Parameters<typeof lockFrom>[0]),
    claimedEpoch: Number(claim?.epoch?.N ?? 0),
    automation: {
      state: automation?.state?.S === 'off' ? ('off' as const) : ('on' as const),
      acknowledgedRun: automation?.acknowledgedRun?.S,
    },
    divergence: divergence && divergenceFrom(divergence as Parameters<typeof divergenceFrom>[0]),
  };
}

interface Read {
  readonly reader: ReturnType<typeof historyReader>;
  readonly events: RunEvent[];
  count: number;
}

/** Reads of each run what has been told since the last look. */
function runReader({ world, plan }: FreePlay): (run: ExecutionView) => Promise<SeenRun> {
  const known = new Map<string, Read>();
  return async ({ arn, region, status, lastState, machineArn, startDate, events }) => {
    const read = known.get(arn) ?? { reader: historyReader(), events: [], count: 0 };
    known.set(arn, read);
    read.events.push(...read.reader(events.slice(read.count)));
    read.count = events.length;
    const { table } = namesOf(plan, region);
    const isOpen = status === 'RUNNING' && plan.regions.includes(region);
    const key = approvalKey(plan.name, arn);
    const written = isOpen ? (await world.services.dynamodb.get({ region, table, key }))?.approval?.S : undefined;
    return {
      ...{ arn, region, status, events: read.events },
      ...(lastState !== undefined && { lastState }),
      verb: VERBS.find((verb) => machineArn.endsWith(`-${verb}`)) ?? 'failover',
      startedAt: startDate.getTime(),
      approval: written === undefined ? undefined : approvalFrom(written),
    };
  };
}
