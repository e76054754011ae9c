import type { Sends } from '../../edge/clients';
import { stagedRelease } from '../../edge/staged-release';
import type { Create, Delete } from './creation';
import type { Input, Seen } from './seen';
import { seenStacks } from './seen-stacks';
import { creating, deleting } from './sending';
import { sentStacks } from './sent-stacks';

/** The release's stacks in this Region's CloudFormation. */
export const cloudFormation = ({ cloudformation, s3 }: { cloudformation: Sends; s3: Sends }) => {
  const verify = stagedRelease(s3);
  const sent = sentStacks();
  const stacks = seenStacks(cloudformation, sent);
  return {
    async look(input: Input): Promise<Seen> {
      const { versionId } = input.checkReadiness.release;
      // A release that was young enough when the run began does not grow too old half way.
      const { release, problems, unknown } = await verify({ ...input, versionId, agedAt: input.run.startedAt });
      if (!release) return { problems, unknown };
      return { manifest: release.manifest, stacks: await stacks.look(release, input) };
    },
    async perform(act: Create | Delete, input: Input): Promise<void> {
      const [stack, answer] =
        act.kind === 'create'
          ? [act.stackName, await creating(cloudformation, act, input)]
          : [act.id, await deleting(cloudformation, act, input)];
      sent.remember({ runId: input.run.id, stack }, { at: input.now, answer });
      stacks.isChanged(act.stackName);
    },
  };
};
