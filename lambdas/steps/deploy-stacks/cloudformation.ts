import { laneOf } from '../../../lib/domain/release';
import type { Sends } from '../../edge/clients';
import { otherStacks, planStacks } from '../../edge/other-releases';
import type { SeenStack } from '../../edge/release-stacks/seen';
import { seenStacks } from '../../edge/release-stacks/seen-stacks';
import { sentStacks } from '../../edge/release-stacks/sent-stacks';
import { stagedRelease } from '../../edge/staged-release';
import type { Create, Delete } from './creation';
import { type FencedClients, fencedServices } from './fenced-services';
import type { Input, Seen } from './seen';
import { creating, deleting } from './sending';
import { type Start, starting } from './starting';

export interface DeployingClients extends FencedClients {
  readonly cloudformation: Sends;
  readonly s3: Sends;
}

/** The release's stacks in this Region's CloudFormation, and their services that a fence has stopped. */
export const cloudFormation = (clients: DeployingClients) => {
  const { cloudformation, s3 } = clients;
  const verify = stagedRelease(s3);
  const sent = sentStacks();
  const stacks = seenStacks({ cloudformation, s3 }, sent);
  const fenced = fencedServices(clients);
  return {
    async look(input: Input): Promise<Seen> {
      const { lags, release: ready } = input.checkReadiness;
      const { release, problems, unknown } = await verify({
        ...input,
        versionId: ready.versionId,
        // A release that was young enough when the run began does not grow too old half way.
        agedAt: input.run.startedAt,
        // The run goes on where an earlier one stopped: CheckReadiness has told the age.
        isAgeTold: lags.some(({ promoted }) => promoted === true),
      });
      if (!release) return { problems, unknown };
      const { manifest } = release;
      const seen = await stacks.look(release, input);
      if (laneOf(input.run.verb) === 'drill' || !seen.every(stands)) return { manifest, stacks: seen };
      const fence = await fenced.look({ manifest, stacks: seen }, input);
      // A list of the whole Region is asked for once: at the end, when it tells what stays.
      if (fence && starting(fence, input)) return { manifest, stacks: seen, fence };
      const others = otherStacks(await planStacks(cloudformation, input), { ...input, manifest });
      return { manifest, stacks: seen, others, fence };
    },
    async perform(act: Create | Delete | Start, input: Input): Promise<void> {
      if (act.kind === 'start') return fenced.perform(act, input);
      const [stack, answer] =
        act.kind === 'create'
          ? [act.stackName, await creating(cloudformation, act, input)]
          : [act.id, await deleting(cloudformation, act, input)];
      sent.remember({ runId: input.run.id, stack }, { at: input.now, answer });
      stacks.isChanged(act.stackName);
    },
  };
};

const stands = ({ status = '' }: SeenStack): boolean =>
  /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/.test(status);
