import { namesOf } from '../../domain/names';
import { presenceKey } from '../../domain/table-items';
import { type Moves, moves } from './moves';
import type { StageProps } from './props';

/** What goes down in a story, and comes back. */
export interface Losses extends Moves {
  /** kill -9 of the Region's database and tasks, and nothing in it can be reached any more. */
  loseRegion(region: string): Promise<void>;
  /** The Region can be reached again, its database and tasks stay dead. */
  regionIsReachable(region: string): void;
  /** Rows take so long from the home Region to every other, milliseconds. */
  slowReplication(milliseconds: number): void;
  /** The release's stacks stand in a Region before anything happens. */
  warm(region: string): Promise<void>;
  /** Kills every task of a Region again and again. @returns whether no order was acknowledged meanwhile */
  keepTasksDown(region: string, how: { modelSeconds: number }): Promise<boolean>;
  /** Creating the resource with this logical id fails once in a Region. */
  failCreation(region: string, what: { readonly logicalId: string; readonly reason: string }): void;
  /** The signal of a Region cannot be reached any more. */
  loseSignal(region: string): Promise<void>;
}

/** Shorter than ECS takes, at the world's pace, to start a task anew. */
const KILL_EVERY_MILLISECONDS = 250;

/** What is told of the loss of a Region. */
export const lossOf = (region: string): string =>
  `${region} is lost: database and tasks killed, nothing in it can be reached`;

export function losses({ world, plan, tell, deployRelease }: StageProps): Losses {
  const { cloudformation, dynamodb, network, pace, rds, states, tasks } = world.services;
  const say = (because: string) => tell({ at: pace.clock.now(), step: 'World', because });
  return {
    ...moves({ world, plan, tell }),
    async loseRegion(region) {
      say(lossOf(region));
      tasks.crash(region);
      await rds.lose(region);
      network.cut(region);
      states.regionLost(region);
    },
    regionIsReachable(region) {
      network.heal(region);
      say(`${region} can be reached again; its database and tasks stay down`);
    },
    slowReplication(milliseconds) {
      for (const region of plan.regions.slice(1)) {
        for (const { clusters } of plan.databases) {
          const link = rds.linkOf(region, clusters[region] ?? '');
          if (link) link.latencyMilliseconds = milliseconds;
        }
      }
    },
    warm: (region) => deployRelease(region),
    failCreation(region, what) {
      cloudformation.failCreation({ region, ...what, times: 1 });
      say(`creating the next resource ${what.logicalId} in ${region} will fail`);
    },
    async keepTasksDown(region, { modelSeconds }) {
      tasks.crash(region);
      // An order that was on its way is over by then.
      const began = pace.clock.now() + KILL_EVERY_MILLISECONDS;
      const ends = pace.clock.now() + pace.scaledMilliseconds(modelSeconds);
      while (pace.clock.now() < ends) {
        tasks.crash(region);
        await pace.clock.sleep(KILL_EVERY_MILLISECONDS);
      }
      return world.orders.orders.every(({ at, ok }) => at < began || at > ends || !ok);
    },
    async loseSignal(region) {
      const presence = await dynamodb.get({ region, table: namesOf(plan, region).table, key: presenceKey(plan.name) });
      network.unplug(new URL(presence?.signalUrl?.S ?? '').hostname);
      say(`the signal of ${region} is lost`);
    },
  };
}
