import {
  DeleteStackCommand,
  DescribeStackEventsCommand,
  type DescribeStackEventsCommandOutput,
  DescribeStacksCommand,
  type DescribeStacksCommandOutput,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { stackNameOf } from '../../../lib/domain/names';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import type { Edge } from '../../edge/step-handler';
import { nothingCreated, type Retire, releaseOf, type Seen, type SeenStack } from './decide';
import type { retireStacks } from './step';

type Input = InputOf<typeof retireStacks>;

export interface RetiringClients {
  readonly cloudformation: Sends;
  readonly dynamo: Sends;
  readonly edge: Pick<Edge, 'evidence'>;
}

/** The stacks that a run has created in this Region's CloudFormation. */
export const cloudFormation = ({ cloudformation, dynamo, edge }: RetiringClients) => ({
  /** @returns `undefined` when there is nothing to look for */
  async look(input: Input): Promise<Seen | undefined> {
    const { plan, names, run, document } = input;
    const release = releaseOf(document);
    if (release === undefined || nothingCreated(input) !== undefined) return undefined;
    const called = plan.release.stacks.map((stack) => stackNameOf(plan.release.stackName, { stack, release }));
    const [records, claim, stacks] = await Promise.all([
      edge.evidence(document).read(run.id),
      claimTable(dynamo, { plan: plan.name, names }).read(),
      Promise.all(called.map((stackName) => describe(cloudformation, stackName))),
    ]);
    return { records, claimedEpoch: claim?.epoch ?? 0, stacks: stacks.flat() };
  },

  async perform({ id, token }: Retire, { names }: Input): Promise<void> {
    await cloudformation.send(
      new DeleteStackCommand({ StackName: id, RoleARN: names.releaseRoleArn, ClientRequestToken: token }),
    );
  },
});

/** The stack of this name, or none. */
async function describe(cloudformation: Sends, stackName: string): Promise<SeenStack[]> {
  const found = await stackCalled(cloudformation, stackName);
  if (!found?.StackStatus || found.StackStatus === 'DELETE_COMPLETE') return [];
  const { StackId: id = '', StackStatus: status, CreationTime, Tags = [] } = found;
  const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  const because = status === 'DELETE_FAILED' ? await firstFailure(cloudformation, id) : undefined;
  const createdAt = CreationTime?.toISOString() ?? '';
  return [{ stackName, id, status, createdAt, tags, ...(because && { firstFailure: because }) }];
}

async function stackCalled(cloudformation: Sends, StackName: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] }: DescribeStacksCommandOutput = await cloudformation.send(
      new DescribeStacksCommand({ StackName }),
    );
    return Stacks[0];
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ValidationError' && message.includes('does not exist')) return undefined;
    throw error;
  }
}

/** Events come newest first; the oldest failure to delete is the cause. */
async function firstFailure(cloudformation: Sends, StackName: string): Promise<string | undefined> {
  const { StackEvents = [] }: DescribeStackEventsCommandOutput = await cloudformation.send(
    new DescribeStackEventsCommand({ StackName }),
  );
  const first = StackEvents.findLast(
    ({ ResourceStatus, PhysicalResourceId }) => ResourceStatus === 'DELETE_FAILED' && PhysicalResourceId !== StackName,
  );
  return first
    ? oneLine(`${first.LogicalResourceId} (${first.ResourceType}): ${first.ResourceStatusReason ?? 'no reason given'}`)
    : undefined;
}
