import { namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import { VERBS } from '../domain/verbs';
import type { Services } from './aws/services';
import { readClaimedEpoch, readLock } from './control-items';
import type { RunTrace, Traces } from './invariants';
import { endingOf } from './judge';
import type { NameWatch } from './name-watch';
import type { World } from './open-world';
import { evidenceOf, messagesAbout } from './records';
import type { RehearsalStage } from './stage/rehearsal-stage';
import { firstUntold, type TimedMoment } from './timeline';

export interface Played {
  readonly world: World;
  readonly plan: Plan;
  readonly stage: RehearsalStage;
  readonly moments: readonly TimedMoment[];
  readonly names: NameWatch;
  /** What the story expects to be told, in order. */
  readonly timeline: readonly string[];
  /** Why the story stopped before its end. */
  readonly interruption: string | undefined;
}

const DENIED = /is not authorized to perform/;

/** What a played scenario has left behind in the world. */
export async function tracesOf(played: Played): Promise<Traces> {
  const { world, plan, stage, moments, names, timeline, interruption } = played;
  const { services, history, problems, orders } = world;
  const { dynamodb, network } = services;
  const reachable = plan.regions.filter((region) => !network.isCut(region));
  const storyRegion = stage.storyRun()?.region;
  const untold = firstUntold(timeline, moments);
  return {
    plan,
    history,
    moments,
    runs: runsOf(world, plan),
    locks: await Promise.all(reachable.map((region) => readLock(dynamodb, plan, region))),
    claimedEpoch: storyRegion === undefined ? 0 : await readClaimedEpoch(dynamodb, plan, storyRegion),
    unfaithful: [...problems, ...(interruption ? [interruption] : [])],
    throttled: services.throttle.refused,
    denied: [...moments.map(({ because }) => because), ...world.log].filter((said) => DENIED.test(said)),
    broken: [...stage.broken, ...(untold ? [`the timeline lacks, or has in another order: ${untold}`] : [])],
    emptyAnswers: names.emptyAnswers,
    acknowledged: orders.orders.filter(({ ok }) => ok).map(({ id }) => id),
    ...(await services.rds.whileServersStand(() => databasesAfter(world, plan))),
  };
}

/** The services that say what became of a run. */
type RunServices = 'states' | 'network' | 's3' | 'sns';

/** Every run, but those that went down with their Region. */
export function runsOf(world: { readonly services: Pick<Services, RunServices> }, plan: Plan): RunTrace[] {
  const { states, network } = world.services;
  return states
    .executions()
    .filter(({ region, error }) => !network.isCut(region) && error !== 'World.RegionLost')
    .map((execution) => ({
      arn: execution.arn,
      verb: VERBS.find((verb) => execution.machineArn.endsWith(`-${verb}`)) ?? 'unknown',
      isRunning: execution.status === 'RUNNING',
      ending: endingOf(execution),
      evidence: evidenceOf(world, namesOf(plan, execution.region), execution.arn),
      notifications: messagesAbout(world, plan, execution.arn).length,
    }));
}

/**
 * Ids of the orders in every database. A dead server is started once more, alone and cut off, to read what it had
 * acknowledged: only so is a lost order known to have been stored.
 */
async function databasesAfter(
  { services }: World,
  plan: Plan,
): Promise<Pick<Traces, 'inDeadDatabase' | 'inNewWriter' | 'canaryEpochs'>> {
  const dead = new Set<string>();
  let living: Set<string> | undefined;
  const canaryEpochs = new Set<number>();
  let someDied = false;
  for (const region of plan.regions) {
    for (const { clusters } of plan.databases) {
      if (!services.rds.hasServer(region, clusters[region] ?? '')) continue;
      const server = services.rds.databaseOf(region, clusters[region] ?? '');
      const isDead = !server.isRunning();
      someDied ||= isDead;
      if (isDead) await server.start();
      if (!isDead && (await server.inRecovery())) continue;
      const rows = await server.query<{ id: string }>('select id::text as id from orders');
      if (!isDead) living ??= new Set();
      for (const { id } of rows) (isDead ? dead : living)?.add(id);
      if (isDead) continue;
      const canaries = await server.query<{ epoch: number }>('select distinct epoch::int as epoch from canary_orders');
      for (const { epoch } of canaries) canaryEpochs.add(epoch);
    }
  }
  return { inDeadDatabase: someDied ? dead : undefined, inNewWriter: living, canaryEpochs };
}
