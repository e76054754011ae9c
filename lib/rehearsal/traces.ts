import type { EvidenceArchive } from '../domain/evidence-archive';
import { inRegion, namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import { readClaimedEpoch, readLock } from './control-items';
import type { Traces } from './invariants';
import type { NameWatch } from './name-watch';
import type { World } from './open-world';
import type { RehearsalStage } from './stage';
import type { TimedMoment } from './timeline';

export interface Played {
  readonly world: World;
  readonly plan: Plan;
  readonly stage: RehearsalStage;
  readonly moments: readonly TimedMoment[];
  readonly names: NameWatch;
  /** Why the story stopped before its end. */
  readonly interruption: string | undefined;
}

/** What a played scenario has left behind in the world. */
export async function tracesOf({ world, plan, stage, moments, names, interruption }: Played): Promise<Traces> {
  const { services, history, problems, orders } = world;
  const here = stage.run?.region ?? plan.regions[1] ?? '';
  const topics = [namesOf(plan, here).topicArn, ...plan.notify.map((topic) => inRegion(topic, here))];
  return {
    history,
    moments,
    evidence: archived(world, plan, here),
    lock: await readLock(services.dynamodb, plan, here),
    claimedEpoch: await readClaimedEpoch(services.dynamodb, plan, here),
    notifications: services.sns.messages.filter(
      ({ topicArn, message }) => topics.includes(topicArn) && message.includes(stage.run?.arn ?? 'no run'),
    ).length,
    unfaithful: [...problems, ...(interruption ? [interruption] : [])],
    emptyAnswers: names.emptyAnswers,
    acknowledged: orders.orders.filter(({ ok }) => ok).map(({ id }) => id),
    ...(await databasesAfter(world, plan)),
  };
}

function archived({ services }: World, plan: Plan, region: string): Traces['evidence'] {
  const [newest] = services.s3.versionsIn(namesOf(plan, region).evidenceBucket);
  return newest && (JSON.parse(newest.body.toString('utf8')) as EvidenceArchive).records;
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
