import { join } from 'node:path';
import type { Plan } from '../domain/plan';
import type { Tell } from '../report/narrator';
import { assembliesOf } from './assemblies';
import { deployEverything } from './deploy';
import { deployWorld } from './deploy-world';
import { type NameWatch, watchName } from './name-watch';
import { openWorld, type World } from './open-world';
import { rehearsedPlan, writePlan } from './rehearsed-plan';
import { createStage, type RehearsalStage } from './stage/rehearsal-stage';
import { listen, secondsAfter, type TimedMoment } from './timeline';
import { temporaryDirectory } from './world/temporary-directory';

/** A world without a story: everything stands, customers order, and what happens next is for whoever plays. */
export interface FreePlay {
  readonly world: World;
  readonly plan: Plan;
  readonly stage: RehearsalStage;
  /** Every sentence so far, in the order in which they were told. */
  readonly moments: readonly TimedMoment[];
  readonly names: NameWatch;
  /** Aborts when the world is closed. */
  readonly closing: AbortSignal;
  close(): Promise<void>;
}

export interface FreePlayOptions {
  readonly seed: number;
  readonly scale: number;
  /** Folder in which the synthesised apps are kept for the next world. */
  readonly prepared: string;
  /** What a confirmed outage does. @default as the plan has it */
  readonly automation?: Plan['automation'] | undefined;
  readonly tell: Tell;
}

/** Opens a world on an ordinary day: deployed, attached, watched, with customers who order. */
export async function openFreePlay(options: FreePlayOptions): Promise<FreePlay> {
  const { seed, scale, prepared, automation, tell } = options;
  const rehearsed = rehearsedPlan({ plan: (plan) => ({ ...plan, ...(automation && { automation }) }) });
  const { plan } = rehearsed;
  const { path: directory, remove } = temporaryDirectory();
  let world: World | undefined;
  try {
    tell({ kind: 'setting', text: 'synthesising the control plane and the example' });
    const assemblies = await assembliesOf(rehearsed, prepared);
    tell({ kind: 'setting', text: 'opening the world: network, names, AWS behind one endpoint' });
    const planFile = writePlan(plan, join(directory, 'plan'));
    world = await openWorld({ directory, account: plan.account, seed, scale, plan, planFile });
    tell({ kind: 'setting', text: 'deploying pilot lights, control planes and the release' });
    const moments: TimedMoment[] = [];
    let stage: RehearsalStage | undefined;
    const hear = hearing({ moments, tell, faultAt: () => stage?.faultAt });
    listen(world.services.states, hear);
    world.publishImages(assemblies.example);
    const deployRelease = await deployEverything(deployWorld(world, plan), plan, { assemblies, isAttached: true });
    const { clock } = world.services.pace;
    const names = watchName(plan.traffic.records[0]?.name ?? '', { dnsPort: world.dns.port, clock });
    stage = createStage({
      ...{ world, plan, moments, names, deployRelease },
      ...{ assembly: assemblies.example, tell: hear },
    });
    tell({ kind: 'setting', text: 'waiting until replication, watches and customers are as on an ordinary day' });
    await stage.ordersFlow();
    // On a busy machine probes time out, and a watch may call down what is not: that can be seen, and played with.
    await Promise.all([stage.settle(), stage.everyRegionIsKnown()]).catch(({ message }) =>
      tell({ kind: 'setting', text: `this is no ordinary day: ${message}` }),
    );
    return playOf({ world, plan, stage, moments, names, remove });
  } catch (error) {
    await world?.close().catch(() => {});
    remove();
    throw error;
  }
}

interface Hearing {
  readonly moments: TimedMoment[];
  readonly tell: Tell;
  faultAt(): number | undefined;
}

const hearing =
  ({ moments, tell, faultAt }: Hearing) =>
  (moment: TimedMoment): void => {
    moments.push(moment);
    const from = faultAt();
    tell({ kind: 'moment', ...moment, atSeconds: from && secondsAfter(from, moment.at) });
  };

function playOf({ remove, ...play }: Omit<FreePlay, 'closing' | 'close'> & { remove(): void }): FreePlay {
  const closing = new AbortController();
  return {
    ...play,
    closing: closing.signal,
    async close() {
      closing.abort();
      await play.names.stop();
      await play.world.close().finally(remove);
    },
  };
}
