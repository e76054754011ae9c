import type { ExecutionView } from '../aws/states';
import { haveRecovered } from '../verdict';
import { edits } from './edits';
import { looking } from './looking';
import { losses, lossOf } from './losses';
import { noise } from './noise';
import { people } from './people';
import type { StageProps } from './props';
import { rows } from './rows';
import { runsOn } from './runs';
import type { Stage } from './stage';
import { tampering } from './tampering';
import { team } from './team';
import { unreadiness } from './unreadiness';
import { waiting } from './waiting';

/** A stage, and what happened on it. */
export interface RehearsalStage extends Stage {
  /** When the fault happened, milliseconds. @default not yet */
  faultAt: number | undefined;
  /** What it was, in the world's words. @default none yet */
  fault: string | undefined;
  /** ARN of the run that the story is about. @default none yet */
  run: string | undefined;
  /** Promises of the story that did not hold. */
  readonly broken: readonly string[];
  /** The run that the story is about, as it stands. */
  storyRun(): ExecutionView | undefined;
}

export function createStage(props: StageProps): RehearsalStage {
  const { world, plan, tell } = props;
  const { states, pace } = world.services;
  const waits = waiting(props);
  const runs = runsOn(props, waits.until);
  const lost = losses(props);
  const broken: string[] = [];
  const stage: RehearsalStage = {
    ...waits,
    ...runs,
    ...lost,
    ...noise(props),
    ...edits(props),
    ...tampering(props),
    ...people(props),
    ...looking(props),
    ...rows(props),
    ...team(props),
    ...unreadiness(props),
    plan,
    world,
    broken,
    faultAt: undefined,
    fault: undefined,
    run: undefined,
    home: plan.regions[0] ?? '',
    standby: plan.regions[1] ?? '',
    publicName: plan.traffic.records[0]?.name ?? '',
    say: (because) => tell({ at: pace.clock.now(), step: 'World', because }),
    faultIs(because) {
      stage.faultAt = pace.clock.now();
      stage.fault = because;
      stage.say(because);
    },
    async loseRegion(region) {
      stage.faultAt = pace.clock.now();
      stage.fault = lossOf(region);
      await lost.loseRegion(region);
    },
    isAbout: (run) => {
      stage.run = run;
    },
    async storyEnds(region, asked) {
      const run = await runs.runIsAdmitted(region, asked);
      stage.isAbout(run);
      return runs.runEnds(run);
    },
    async ordersRecover() {
      if (stage.storyRun()?.lastState?.startsWith('Serving')) await stage.ordersFlowAgain();
    },
    async ordersFlowAgain() {
      await waits.until('orders to flow again', () => haveRecovered(world.orders.orders, stage.faultAt ?? 0));
      stage.say('orders flow again');
    },
    holds(promise, does) {
      if (!does) broken.push(`it does not hold that ${promise}`);
    },
    storyRun: () => (stage.run === undefined ? undefined : states.execution(stage.run)),
  };
  return stage;
}
