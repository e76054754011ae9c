import {
  CreateStackCommand,
  DescribeStackEventsCommand,
  type DescribeStackEventsCommandOutput,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { stackNameOf } from '../../../lib/domain/names';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import type { Sends } from '../../edge/clients';
import type { Create, Seen, SeenStack } from './decide';
import { sentStacks } from './sent-stacks';
import { stateOf } from './stack-status';
import { stagedRelease } from './staged-release';
import type { deployStacks } from './step';

type Input = InputOf<typeof deployStacks>;

/** CloudFormation gives up on a stack after this, before the step does: the failure then has a resource's name. */
const CREATE_MINUTES_MAX = 45;

/** The release's stacks in this Region's CloudFormation. */
export const cloudFormation = ({ cloudformation, s3 }: { cloudformation: Sends; s3: Sends }) => {
  const release = stagedRelease(s3);
  const sent = sentStacks();
  return {
    async look(input: Input): Promise<Seen> {
      const read = await release(input);
      if ('problems' in read) return read;
      const { manifest } = read;
      const stacks = manifest.stacks.map(async ({ name }): Promise<SeenStack> => {
        const stackName = stackNameOf(input.plan.release.stackName, { stack: name, release: manifest.release });
        const seen = await describe(cloudformation, { stack: name, stackName });
        const sending = { runId: input.run.id, stackName };
        if (stateOf(seen.status) !== 'absent') sent.forget(sending);
        return { ...seen, sent: sent.recall({ ...sending, now: input.now }) };
      });
      return { manifest, stacks: await Promise.all(stacks) };
    },
    async perform(create: Create, input: Input): Promise<void> {
      const existsAlready = await createStack(cloudformation, requestFor(create, input));
      const { stackName } = create;
      sent.remember({ runId: input.run.id, stackName }, { at: input.now, existsAlready });
    },
  };
};

const ALREADY = ['AlreadyExistsException', 'TokenAlreadyExistsException'];

/** Whether an earlier try got through: then a later look sees the stack. */
async function createStack(cloudformation: Sends, request: ReturnType<typeof requestFor>): Promise<boolean> {
  try {
    await cloudformation.send(new CreateStackCommand(request));
    return false;
  } catch (error) {
    if (!ALREADY.includes((error as Error).name)) throw error;
    return true;
  }
}

function requestFor(create: Create, { region, names }: Pick<Input, 'region' | 'names'>) {
  const { key, versionId } = create.template;
  const suffix = names.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    StackName: create.stackName,
    TemplateURL: `https://${names.releaseBucket}.s3.${region}.${suffix}/${key}?versionId=${encodeURIComponent(versionId)}`,
    Parameters: Object.entries(create.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Capabilities: [...create.capabilities],
    Tags: Object.entries(create.tags).map(([Key, Value]) => ({ Key, Value })),
    RoleARN: names.releaseRoleArn,
    ClientRequestToken: create.token,
    // A failed stack is left as it is: what broke can be read, and nothing is deleted while people look.
    OnFailure: 'DO_NOTHING' as const,
    TimeoutInMinutes: CREATE_MINUTES_MAX,
  };
}

async function describe(
  cloudformation: Sends,
  names: { stack: string; stackName: string },
): Promise<Omit<SeenStack, 'sent'>> {
  const found = await stackCalled(cloudformation, names.stackName);
  const status = found?.StackStatus;
  const seen = {
    ...names,
    status,
    tags: pairs(found?.Tags, ({ Key, Value }) => [Key, Value]),
    outputs: pairs(found?.Outputs, ({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    ...(found?.StackId && { id: found.StackId }),
  };
  if (stateOf(status) !== 'failed') return seen;
  const because = await firstFailure(cloudformation, names.stackName);
  return { ...seen, ...(because && { firstFailure: because }) };
}

async function stackCalled(cloudformation: Sends, StackName: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0];
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ValidationError' && message.includes('does not exist')) return undefined;
    throw error;
  }
}

/** Events come newest first; the oldest failure is the cause, the others were cancelled because of it. */
async function firstFailure(cloudformation: Sends, StackName: string): Promise<string | undefined> {
  const { StackEvents = [] }: DescribeStackEventsCommandOutput = await cloudformation.send(
    new DescribeStackEventsCommand({ StackName }),
  );
  const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED')).at(-1);
  if (!failed) return undefined;
  const { LogicalResourceId, ResourceType, ResourceStatusReason } = failed;
  return oneLine(`${LogicalResourceId} (${ResourceType}): ${ResourceStatusReason ?? 'no reason given'}`);
}

const pairs = <Pair>(
  list: readonly Pair[] | undefined,
  read: (pair: Pair) => [string | undefined, string | undefined],
) => Object.fromEntries((list ?? []).map(read).filter(([key]) => key !== undefined)) as Record<string, string>;
