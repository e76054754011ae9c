import type { HistoryChecker } from '../../lib/domain/history';
import type { HistoryLine } from '../../lib/domain/history-line';
import { namesOf } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import { settlementName } from '../../lib/domain/settlement';
import { type Item, lockFrom, lockKey } from '../../lib/domain/table-items';
import type { Service } from '../../lib/rehearsal/aws/service';
import { readClaimedEpoch, readLock } from '../../lib/rehearsal/control-items';
import { violationsOf } from '../../lib/rehearsal/invariants';
import { runsOf } from '../../lib/rehearsal/traces';
import { worldIn } from './open-world';
import { orderViolations } from './order-promises';
import { overhasty, unexplained } from './run-promises';
import { serversOf } from './servers';
import type { Simulation } from './stage';

type Known = Pick<Simulation, 'plan' | 'world'>;

interface Member {
  readonly DBClusterArn: string;
  readonly IsWriter: boolean;
  readonly SynchronizationStatus?: string;
}

/** Members of the plan's first database, as Aurora has them. */
function membersOf({ plan, world }: Known): readonly Member[] {
  const [database] = plan.databases;
  if (!database) return [];
  const asked = { operation: 'DescribeGlobalClusters', input: { GlobalClusterIdentifier: database.globalCluster } };
  const { GlobalClusters } = ask<{ GlobalClusters: { GlobalClusterMembers: Member[] }[] }>(
    world.services.rds.service,
    plan.regions[0] ?? '',
    asked,
  );
  return GlobalClusters[0]?.GlobalClusterMembers ?? [];
}

/** Asks a service by the world's own hand: past IAM, network and faults. */
const ask = <Answer>(
  { operations }: Service,
  region: string,
  { operation, input }: { operation: string; input: object },
) => operations[operation]?.(input, { principal: worldIn(region), region, operation, requestId: 'promise' }) as Answer;

const regionOf = ({ DBClusterArn }: Member): string | undefined => DBClusterArn.split(':')[3];

/** Region of the writer of the plan's first database, as Aurora has it. */
export const writerOf = (known: Known): string | undefined => {
  const writer = membersOf(known).find(({ IsWriter }) => IsWriter);
  return writer && regionOf(writer);
};

/** Whether the database of a Region follows the writer. */
export const isConnected = (known: Known, region: string): boolean =>
  membersOf(known).some((member) => regionOf(member) === region && member.SynchronizationStatus === 'connected');

/** Regions that can be reached, other than the writer's, in which a database takes writes. */
export function secondWriters(known: Known): readonly string[] {
  const { plan, world } = known;
  const others = plan.regions.filter((region) => region !== writerOf(known) && !world.services.network.isCut(region));
  return others.filter((region) => serversOf(known, region).some((server) => server.takesWrites()));
}

/** Whether the records say for good that a Region is active. */
export function isSettledFor({ plan, world }: Known, region: string): boolean {
  const [record] = plan.traffic.records;
  const answered = world.services.route53.answer(settlementName(record?.name ?? ''), 'TXT');
  return JSON.stringify(answered ?? []).includes(`active=${region} `);
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
export function canaryEpochsIn(known: Known, region: string): ReadonlySet<number> {
  const rows = serversOf(known, region).flatMap((server) => server.rows);
  return new Set(rows.filter(({ table }) => table === 'canary_orders').map(({ epoch }) => epoch));
}

/** Looks after what users would feel, whenever it may have changed. */
export function watchUsers(known: Known & Pick<Simulation, 'home'>, broken: (promise: string) => void): () => void {
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
    const input = { TableName: namesOf(plan, region).table, Key: lockKey(plan.name), ConsistentRead: true };
    const { Item } = ask<{ Item?: Item }>(services.dynamodb.service, region, { operation: 'GetItem', input });
    if (!Item) return true;
    const { state, owner } = lockFrom(Item);
    return state === 'free' || services.states.execution(owner)?.status === 'RUNNING';
  });
}

/**
 * Calls of one run, at most: more of them is a loop. A failover of the largest plan makes 5,800: each of its stacks is
 * read, created and seen again, and each of its databases is looked at while others are promoted.
 */
const callsMax = ({ release, databases }: Plan): number => 5000 + 4 * release.stacks.length + 40 * databases.length;
/** Events of one execution: a thousand quick looks of nine events, and some seldom ones. Step Functions allows 25,000. */
const EVENTS_MAX = 10_000;

/** Without its topics, its records or their archive a run goes on, and says so in the end: F-116, F-117. */
function confessedIn({ moments, runs }: Simulation): ReadonlySet<string> {
  const said = moments.filter(({ step }) => step === 'CloseRun');
  const incomplete = said.filter(({ because }) => because.includes('the evidence is incomplete'));
  const untold = said.filter(({ because }) => because.includes('could not be told'));
  // A check changes nothing and holds no lock by which it would be found: the age of its result tells that it was killed.
  const isClosed = (run: string) =>
    said.some(({ run: of, because }) => of === run && /^the run is closed/.test(because));
  const killed = runs().filter(({ machineArn, arn }) => machineArn.endsWith('-check') && !isClosed(arn));
  return new Set([
    ...killed.map(({ arn }) => `${arn} left no evidence`),
    ...incomplete.flatMap(({ run }) => [
      `${run} left no evidence`,
      `the evidence of ${run} has 0 endings, expected one`,
    ]),
    ...untold.map(({ run }) => `nobody was told about ${run}`),
  ]);
}

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
    throttled: services.throttle.refused,
  };
  const ended = runs.filter(({ isRunning }) => !isRunning);
  const confessed = confessedIn(simulation);
  return [
    ...violationsOf(traces).filter((broken) => !confessed.has(broken)),
    ...ended.flatMap(({ arn, ending }) => checker.ended(arn, ending)),
    ...orderViolations(simulation),
    ...unexplained(ended),
    ...overhasty(simulation),
    ...secondWriters(simulation).map((region) => `I-03: ${region} takes writes as well as ${writer}`),
    ...simulation
      .runs()
      .filter(({ events }) => events.length > EVENTS_MAX)
      .map(({ name, events }) => `F-101: ${name} has ${events.length} events in its history`),
    ...[...simulation.callsOfRuns()]
      .filter(([, calls]) => calls > callsMax(plan))
      .map(([run, calls]) => `I-30: ${run} made ${calls} calls`),
  ];
}

/** A line of the history that may have moved users or writers. */
export const mayMoveUsers = ({ operation }: HistoryLine): boolean =>
  ['UpdateItem', 'PutItem', 'ChangeResourceRecordSets', 'FailoverGlobalCluster', 'SwitchoverGlobalCluster'].includes(
    operation,
  );
