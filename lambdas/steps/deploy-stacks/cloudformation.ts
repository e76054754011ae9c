import type { Sends } from '../../edge/clients';
import { otherStacks, planStacks } from '../../edge/other-releases';
import type { SeenStack } from '../../edge/release-stacks/seen';
import { seenStacks } from '../../edge/release-stacks/seen-stacks';
import { sentStacks } from '../../edge/release-stacks/sent-stacks';
import { stagedRelease } from '../../edge/staged-release';
import type { Create, Delete } from './creation';
import type { Input, Seen } from './seen';
import { creating, deleting } from './sending';

/** The release's stacks in this Region's CloudFormation. */
export const cloudFormation = ({ cloudformation, s3 }: { cloudformation: Sends; s3: Sends }) => {
  const verify = stagedRelease(s3);
  const sent = sentStacks();
  const stacks = seenStacks({ cloudformation, s3 }, sent);
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
      // A list of the whole Region is asked for once: at the end, when it tells what stays.
      if (!seen.every(stands)) return { manifest, stacks: seen };
      const others = otherStacks(await planStacks(cloudformation, input), { ...input, manifest });
      return { manifest, stacks: seen, others };
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

const stands = ({ status = '' }: SeenStack): boolean =>
  /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/.test(status);
