import { namesOf } from '../../domain/names';
import type { StageProps } from './props';
import { asTheWorld } from './the-world';

/** What becomes of a Region's databases besides being killed: cut off, back again, moved by hand, moved badly. */
export interface Moves {
  /**
   * Nothing in the Region can be reached from outside, and nothing outside from it; its database lives and takes
   * writes.
   */
  isolateRegion(region: string): void;
  /** Somebody inside an isolated Region orders there, so many times: its database acknowledges it. */
  ordersInside(region: string, count: number): Promise<void>;
  /**
   * The Region is back: it can be reached, its dead servers start, its tasks start by themselves, and Aurora builds a
   * writer that a failover left behind anew, after a while in which it still holds what it held.
   */
  regionReturns(region: string): Promise<void>;
  /** A person makes the member of a Region the writer of every database, in the console, whatever is lost by it. */
  promoteByHand(region: string): Promise<void>;
  /** The next move of a writer is accepted and never ends. */
  stickPromotion(): void;
  /** Aurora gives the next move of a writer up, and the writer stays where it is. */
  cancelPromotion(): void;
}

export function moves({ world, plan, tell }: Pick<StageProps, 'world' | 'plan' | 'tell'>): Moves {
  const { network, pace, rds } = world.services;
  const say = (because: string) => tell({ at: pace.clock.now(), step: 'World', because });
  return {
    isolateRegion(region) {
      say(`${region} is isolated: nothing in it can be reached, its database goes on`);
      rds.isolate(region);
      network.cut(region);
    },
    async ordersInside(region, count) {
      for (const { clusters } of plan.databases) {
        await rds
          .databaseOf(region, clusters[region] ?? '')
          .query(
            "insert into orders (id, item, quantity) select gen_random_uuid(), 'tea', 1 from generate_series(1, $1)",
            [count],
          );
      }
      say(`${count} orders are acknowledged inside ${region}, where nobody else sees them`);
    },
    async regionReturns(region) {
      await rds.recover(region);
      network.heal(region);
      say(`${region} is back: it can be reached, and Aurora looks after its database`);
    },
    async promoteByHand(region) {
      for (const { globalCluster, clusters } of plan.databases) {
        const target = namesOf(plan, region).clusterArn(region, clusters[region] ?? '');
        const input = {
          GlobalClusterIdentifier: globalCluster,
          TargetDbClusterIdentifier: target,
          AllowDataLoss: true,
        };
        await asTheWorld(rds.service, { region, operation: 'FailoverGlobalCluster', input });
      }
      say(`a person promotes the databases of ${region} by hand`);
    },
    stickPromotion() {
      rds.disturbNextMove('stuck');
      say('the next promotion will never end');
    },
    cancelPromotion() {
      rds.disturbNextMove('cancelled');
      say('Aurora will give the next promotion up');
    },
  };
}
