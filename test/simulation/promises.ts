import type { HistoryChecker } from '../../lib/domain/history';
import type { HistoryLine } from '../../lib/domain/history-line';
import { namesOf } from '../../lib/domain/names';
import { type Item, lockFrom, lockKey } from '../../lib/domain/table-items';
import { readClaimedEpoch, readLock } from '../../lib/rehearsal/control-items';
import { violationsOf } from '../../lib/rehearsal/invariants';
import { runsOf } from '../../lib/rehearsal/traces';
import { worldIn } from './open-world';
import type { Simulation } from './simulation';
import type { MemoryPostgres } from './world/memory-postgres';

type Known = Pick<Simulation, 'plan' | 'world' | 'home'>;

/** Region of the writer of the plan's first database, as Aurora has it. */
export function writerOf({ plan, world }: Known): string | undefined {
  const [database] = plan.databases;
  if (!database) return undefined;
  const region = plan.regions[0] ?? '';
  const call = { principal: worldIn(region), region, operation: 'DescribeGlobalClusters', requestId: 'promise' };
  const input = { GlobalClusterIdentifier: database.globalCluster };
  const { GlobalClusters } = world.services.rds.service.operations.DescribeGlobalClusters?.(input, call) as {
    GlobalClusters: { GlobalClusterMembers: { DBClusterArn: string; IsWriter: boolean }[] }[];
  };
  return GlobalClusters[0]?.GlobalClusterMembers.find(({ IsWriter }) => IsWriter)?.DBClusterArn.split(':')[3];
}

/** Region to which the public name leads; undefined where its addresses are of none, or of several. */
export function servedBy({ plan, world }: Known): string | undefined {
  const { addressesOf } = world.surroundings;
  const [record] = plan.traffic.records;
  const answered = addressesOf(record?.name ?? '');
  const leadsTo = plan.regions.filter((region) => {
    const own = addressesOf(record?.perRegion.replace('{region}', region) ?? '');
    return own.some((address) => answered.includes(address));
  });
  return leadsTo.length === 1 ? leadsTo[0] : undefined;
}

/** Epochs of the canary orders that a Region's database holds. */
export function canaryEpochsIn({ plan, world }: Known, region: string): ReadonlySet<number> {
  const clusters = plan.databases.map((database) => database.clusters[region] ?? '');
  const held = clusters.filter((cluster) => world.services.rds.hasServer(region, cluster));
  const rows = held.flatMap((cluster) => (world.services.rds.databaseOf(region, cluster) as MemoryPostgres).rows);
  return new Set(rows.filter(({ table }) => table === 'canary_orders').map(({ epoch }) => epoch));
}

/** Looks after what users would feel, whenever it may have changed. */
export function watchUsers(known: Known, broken: (promise: string) => void): () => void {
  const { world, plan, home } = known;
  let served: string | undefined = home;
  return () => {
    if (world.surroundings.addressesOf(plan.traffic.records[0]?.name ?? '').length === 0) {
      broken('I-05: the public name has no address');
    }
    const now = servedBy(known);
    if (now === undefined || now === served) return;
    served = now;
    const writer = writerOf(known);
    if (writer !== now) broken(`I-04: users were led to ${now}, and the writer is in ${writer}`);
    if (canaryEpochsIn(known, now).size === 0) broken(`I-04: users were led to ${now}, where no canary has written`);
  };
}

/** Whether no lock is held by a run that has ended, in any Region that can be reached. */
export function isTidy({ plan, world: { services } }: Known): boolean {
  return plan.regions.every((region) => {
    if (services.network.isCut(region)) return true;
    const call = { principal: worldIn(region), region, operation: 'GetItem', requestId: 'promise' };
    const input = { TableName: namesOf(plan, region).table, Key: lockKey(plan.name), ConsistentRead: true };
    const { Item } = services.dynamodb.service.operations.GetItem?.(input, call) as { Item?: Item };
    if (!Item) return true;
    const { state, owner } = lockFrom(Item);
    return state === 'free' || services.states.execution(owner)?.status === 'RUNNING';
  });
}

/** Calls of one run, at most: more of them is a loop. */
const CALLS_MAX = 5000;
/** Events of one execution; Step Functions allows 25,000. */
const EVENTS_MAX = 5000;

/** What must hold once everything has come to rest. */
export async function finalViolations(
  simulation: Simulation,
  checker: Pick<HistoryChecker, 'ended'>,
): Promise<readonly string[]> {
  const { plan, world } = simulation;
  const { services } = world;
  const reachable = plan.regions.filter((region) => !services.network.isCut(region));
  const runs = runsOf({ services }, plan);
  const writer = writerOf(simulation) ?? '';
  const traces = {
    ...{ plan, history: [], moments: [], unfaithful: [], denied: [], broken: [], emptyAnswers: 0, acknowledged: [] },
    ...{ inDeadDatabase: undefined, inNewWriter: undefined },
    runs,
    locks: await Promise.all(reachable.map((region) => readLock(services.dynamodb, plan, region))),
    claimedEpoch: reachable.includes(writer) ? await readClaimedEpoch(services.dynamodb, plan, writer) : 0,
    canaryEpochs: canaryEpochsIn(simulation, writer),
  };
  const ended = runs.filter(({ isRunning }) => !isRunning);
  return [
    ...violationsOf(traces),
    ...ended.flatMap(({ arn, ending }) => checker.ended(arn, ending)),
    ...simulation
      .runs()
      .filter(({ events }) => events.length > EVENTS_MAX)
      .map(({ name, events }) => `F-101: ${name} has ${events.length} events in its history`),
    ...[...simulation.callsOfRuns()]
      .filter(([, calls]) => calls > CALLS_MAX)
      .map(([run, calls]) => `I-30: ${run} made ${calls} calls`),
  ];
}

/** A line of the history that may have moved users or writers. */
export const mayMoveUsers = ({ operation }: HistoryLine): boolean =>
  ['UpdateItem', 'PutItem', 'ChangeResourceRecordSets', 'FailoverGlobalCluster', 'SwitchoverGlobalCluster'].includes(
    operation,
  );
