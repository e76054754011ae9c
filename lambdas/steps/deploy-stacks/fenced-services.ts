import { restorable, stands } from '../../../lib/domain/fence';
import type { ReleaseManifest } from '../../../lib/domain/release';
import type { Sends } from '../../edge/clients';
import { fenceTable } from '../../edge/fence-table';
import { describedServices, scaledUp } from '../../edge/fencing/services';
import { reading } from '../../edge/reading';
import type { SeenStack } from '../../edge/release-stacks/seen';
import type { Input } from './seen';
import type { Asked, SeenFence, Start } from './starting';

export interface FencedClients {
  readonly dynamo: Sends;
  readonly ecs: Sends;
}

/** The release's stacks, all of which stand here. */
export interface Standing {
  readonly manifest: ReleaseManifest;
  readonly stacks: readonly SeenStack[];
}

/** Services of the release that this Region's fence has stopped. */
export function fencedServices({ dynamo, ecs }: FencedClients) {
  // What was asked for last; a new environment only asks once more.
  let asked: { readonly runId: string; readonly at: string; readonly unmade?: Asked['unmade'] } | undefined;

  /** What was not done is told to the look that follows, and to no other: that one may ask again. */
  const recall = ({ run, now }: Input): Asked | undefined => {
    if (asked?.runId !== run.id) return undefined;
    const { at, unmade } = asked;
    if (unmade) asked = undefined;
    return { secondsAgo: (Date.parse(now) - Date.parse(at)) / 1000, unmade };
  };

  return {
    /** @returns `undefined` where the plan stops no services: then there is nobody to ask */
    async look({ manifest, stacks }: Standing, input: Input): Promise<SeenFence | undefined> {
      const { plan, names, region } = input;
      if (plan.fence.stacks.length === 0) return undefined;
      const fence = fenceTable(dynamo, { plan: plan.name, names }).read();
      const read = await reading(`dynamodb:GetItem of the fence in ${region}`, fence);
      if (read.outcome !== 'read') return { stopped: read };
      const before = stands(read.value) ? restorable(read.value.before, { plan, region }).before.services : [];
      const isOfRelease = new Set(stacks.map(({ stackName }) => stackName));
      const stopped = before.filter(
        ({ stack, release, desiredCount }) =>
          desiredCount > 0 && release === manifest.release && isOfRelease.has(stack),
      );
      if (stopped.length === 0) return { stopped: { outcome: 'read', value: [] } };
      const services = await reading('ecs:DescribeServices', describedServices(ecs, stopped));
      return { stopped: { outcome: 'read', value: stopped }, services, asked: recall(input) };
    },

    async perform({ services }: Start, { run, now }: Input): Promise<void> {
      asked = { runId: run.id, at: now, unmade: await scaledUp(ecs, services) };
    },
  };
}
