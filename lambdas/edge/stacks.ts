import {
  DescribeStackEventsCommand,
  type DescribeStackEventsCommandOutput,
  DescribeStacksCommand,
  type DescribeStacksCommandOutput,
  GetTemplateCommand,
  type GetTemplateCommandOutput,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { STACK_TAGS } from '../../lib/domain/names';
import { oneLine } from '../../lib/domain/text';
import type { Sends } from './clients';
import { withoutCredentials } from './hooks/masked';
import { INCOMPLETE } from './transient';

/** A stack as CloudFormation describes it. */
export interface DescribedStack {
  /** ARN; another stack of the same name has another. */
  readonly id: string;
  readonly stackName: string;
  /** A `StackStatus` of CloudFormation; one that the SDK does not know yet is told as it came. */
  readonly status: string;
  /** One line. @default CloudFormation gives no reason */
  readonly statusReason?: string;
  /** ISO 8601 UTC; empty when CloudFormation does not tell. */
  readonly createdAt: string;
  /** ISO 8601 UTC, when the last update began. @default it was never updated */
  readonly updatedAt?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Values that it was deployed with; one with NoEcho reads `****`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** The role that its operations work with. @default the caller's own rights */
  readonly roleArn?: string;
}

/**
 * The newest stack of this name, or the one with this id.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 *
 * @returns `undefined` when CloudFormation knows no such stack; by its id, a deleted one is described for 90 days
 */
export async function describeStack(cloudformation: Sends, nameOrId: string): Promise<DescribedStack | undefined> {
  const described: DescribeStacksCommandOutput | undefined = await unlessMissing(
    cloudformation.send(new DescribeStacksCommand({ StackName: nameOrId })),
  );
  return described?.Stacks?.map(describedFrom)[0];
}

/** A Region holds 2,000 stacks by default, a page 100 of them or 1 MB: twice the pages that this makes. */
const STACK_PAGES_MAX = 40;

/**
 * Every stack of this Region, in the order in which CloudFormation lists them; none that is deleted, and none that is
 * nested in another: those inherit the tags, and go with their parent.
 *
 * @throws also when the Region holds more stacks than are read
 */
export async function allStacks(cloudformation: Sends): Promise<readonly DescribedStack[]> {
  const found: DescribedStack[] = [];
  let token: string | undefined;
  for (let page = 0; page < STACK_PAGES_MAX; page += 1) {
    const described: DescribeStacksCommandOutput = await cloudformation.send(
      new DescribeStacksCommand({ ...(token && { NextToken: token }) }),
    );
    found.push(...(described.Stacks ?? []).filter(({ ParentId }) => !ParentId).map(describedFrom));
    token = described.NextToken;
    if (!token) return found;
  }
  const message = `this Region holds more stacks than ${STACK_PAGES_MAX} pages of CloudFormation's list show`;
  throw Object.assign(new Error(message), { name: INCOMPLETE });
}

/** {@link allStacks}, read once for all who ask in one look, and not at all where nobody does. */
export type StackList = () => Promise<readonly DescribedStack[]>;

export function stackList(cloudformation: Sends): StackList {
  let list: ReturnType<StackList> | undefined;
  return () => {
    list ??= allStacks(cloudformation);
    return list;
  };
}

/** Of a list, those that carry the plan's tag. */
export const stacksOf = async (
  list: StackList,
  { plan }: { readonly plan: string },
): Promise<readonly DescribedStack[]> => (await list()).filter(({ tags }) => tags[STACK_TAGS.plan] === plan);

/** A page holds 100 events; 2,000 of them are those of the largest stack, 500 resources with four events each. */
const EVENT_PAGES_MAX = 20;

/**
 * The resource that failed first in the stack's last creation (or update), or in its last deletion, as one line
 * `LogicalId (Type): reason`. What was cancelled because of it, and what the stack says of itself, count only when
 * nothing else failed.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html
 *
 * @returns `undefined` when nothing failed, or there is no such stack
 */
export async function firstFailure(
  cloudformation: Sends,
  nameOrId: string,
  { of }: { readonly of: 'create' | 'delete' },
): Promise<string | undefined> {
  const failed = await failuresOf(cloudformation, nameOrId, OPERATIONS[of]);
  const first =
    failed.findLast((event) => !isCancelled(event) && !isOfStack(event)) ??
    failed.findLast((event) => !isOfStack(event)) ??
    failed.at(-1);
  if (!first) return undefined;
  const { LogicalResourceId, ResourceType, ResourceStatusReason } = first;
  return oneLine(
    withoutCredentials(`${LogicalResourceId} (${ResourceType}): ${ResourceStatusReason ?? 'no reason given'}`),
  );
}

/**
 * The template that the stack was made from, before macros: parsed, or its text where it is not JSON, as no template of
 * a release is.
 *
 * @returns `undefined` when CloudFormation knows no such stack
 */
export async function templateOf(cloudformation: Sends, nameOrId: string): Promise<unknown> {
  const found: GetTemplateCommandOutput | undefined = await unlessMissing(
    cloudformation.send(new GetTemplateCommand({ StackName: nameOrId, TemplateStage: 'Original' })),
  );
  return found && parsed(found.TemplateBody ?? '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** CloudFormation has no error of its own for a stack that is not there. */
async function unlessMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ValidationError' && message.includes('does not exist')) return undefined;
    throw error;
  }
}

function describedFrom(stack: Stack): DescribedStack {
  const { StackId, StackName, StackStatus, StackStatusReason, CreationTime, LastUpdatedTime, RoleARN } = stack;
  return {
    id: StackId ?? '',
    stackName: StackName ?? '',
    status: StackStatus ?? '',
    ...(StackStatusReason && { statusReason: oneLine(withoutCredentials(StackStatusReason)) }),
    createdAt: CreationTime?.toISOString() ?? '',
    ...(LastUpdatedTime && { updatedAt: LastUpdatedTime.toISOString() }),
    tags: pairs(stack.Tags, ({ Key, Value }) => [Key, Value]),
    parameters: pairs(stack.Parameters, ({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
    outputs: pairs(stack.Outputs, ({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    ...(RoleARN && { roleArn: RoleARN }),
  };
}

const pairs = <Pair>(
  list: readonly Pair[] | undefined,
  read: (pair: Pair) => [string | undefined, string | undefined],
): Record<string, string> =>
  Object.fromEntries((list ?? []).map(read).flatMap(([key, value]) => (key === undefined ? [] : [[key, value ?? '']])));

interface Operation {
  /** The stack's own status with which it begins. */
  readonly begins: readonly string[];
  readonly fails: readonly string[];
}

const OPERATIONS: Readonly<Record<'create' | 'delete', Operation>> = {
  create: {
    begins: ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'IMPORT_IN_PROGRESS'],
    fails: ['CREATE_FAILED', 'UPDATE_FAILED', 'IMPORT_FAILED'],
  },
  delete: { begins: ['DELETE_IN_PROGRESS'], fails: ['DELETE_FAILED'] },
};

/** The failures of the last such operation, newest first, as CloudFormation tells its events. */
async function failuresOf(cloudformation: Sends, StackName: string, operation: Operation): Promise<StackEvent[]> {
  const failed: StackEvent[] = [];
  let token: string | undefined;
  for (let page = 0; page < EVENT_PAGES_MAX; page += 1) {
    const told: DescribeStackEventsCommandOutput | undefined = await unlessMissing(
      cloudformation.send(new DescribeStackEventsCommand({ StackName, ...(token && { NextToken: token }) })),
    );
    const events = told?.StackEvents ?? [];
    const start = events.findIndex(
      (event) => isOfStack(event) && operation.begins.includes(event.ResourceStatus ?? ''),
    );
    const since = start < 0 ? events : events.slice(0, start);
    failed.push(...since.filter(({ ResourceStatus }) => operation.fails.includes(ResourceStatus ?? '')));
    token = told?.NextToken;
    if (start >= 0 || !token) break;
  }
  return failed;
}

const isOfStack = ({ StackId, PhysicalResourceId }: StackEvent) =>
  StackId !== undefined && PhysicalResourceId === StackId;

/** `Resource creation cancelled`: the consequence of another resource's failure. */
const isCancelled = ({ ResourceStatusReason }: StackEvent) =>
  /^Resource \w+ cancell?ed/i.test(ResourceStatusReason ?? '');
