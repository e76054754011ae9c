import type {
  CreateStackInput,
  DeleteStackInput,
  DescribeStackEventsInput,
  DescribeStackResourcesInput,
  DescribeStacksInput,
  GetTemplateInput,
  ListStackResourcesInput,
} from '@aws-sdk/client-cloudformation';
import { AwsError, type Call } from '../service';
import type { Services } from '../services';
import type { Names } from './collisions';
import { begin, roleOf } from './create';
import { checkCreateInput, checkDeleteInput, invalid, onFailureOf, refuseUnknown } from './create-input';
import { describedEvent, describedResources, describedStack, summaryOf } from './describe';
import { driftCalls, driftInformation } from './drift';
import { takenExport, usedExport } from './exports';
import type { Failures } from './failures';
import { pageFromEnd, pageOf } from './pages';
import { runCreation, runDeletion, setStatus } from './run';
import type { Stack } from './stack';
import type { StackList } from './stacks';
import { existsAlready, type Tokens } from './tokens';

/**
 * AWS fills a page with 100 stacks or 1 MB; a small page keeps every caller reading to the last. One of many stacks
 * has twenty pages, as one of 2,000 has in AWS.
 */
const stacksPerPage = (count: number): number => Math.min(100, Math.max(3, Math.ceil(count / 20)));
/** The same of the resources of one stack. */
const RESOURCES_PER_PAGE = 4;
/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html */
const EVENTS_PER_PAGE = 100;

export interface CallsOptions {
  readonly services: () => Services;
  readonly stacks: StackList;
  readonly failures: Failures;
  readonly names: Names;
  readonly tokens: Tokens;
  readonly closing: AbortSignal;
  /** Most stacks of a Region. */
  readonly stacksMax: (region: string) => number;
  readonly onDefect: (error: unknown) => void;
}

export function stackCalls(options: CallsOptions) {
  const { services, stacks, onDefect } = options;
  return {
    ...describeCalls(options),
    ...driftCalls(stacks, services),
    CreateStack: (input: CreateStackInput, call: Call) => {
      checkCreateInput(input);
      const repeated = options.tokens.earlier(input, call);
      if (repeated) return { StackId: repeated.arn };
      refuseExisting(options, input, call);
      const { stack, creation, refusal } = begin(services(), { input, call, ...options });
      stacks.add(stack);
      options.tokens.keep(input, stack);
      runCreation(services(), stack, {
        creation,
        onFailure: onFailureOf(input),
        timeoutMinutes: input.TimeoutInMinutes,
        refusal: () => refusal ?? takenExport(stacks, stack),
        closing: options.closing,
      }).catch(onDefect);
      return { StackId: stack.arn };
    },
    DeleteStack: (input: DeleteStackInput, call: Call) => {
      checkDeleteInput(input);
      const stack = stacks.find(call.region, input.StackName);
      // Deleting what does not exist succeeds, and so does deleting again.
      if (!stack || stack.deletedAt !== undefined || stack.status === 'DELETE_IN_PROGRESS') return {};
      if (stack.isProtected) invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
      if (IS_CHANGING.test(stack.status)) {
        invalid(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
      }
      const used = usedExport(stacks, stack);
      if (used !== undefined) return tellCancelled(services().pace, stack, used);
      const as = input.RoleARN === undefined ? undefined : roleOf(services(), call, input.RoleARN);
      runDeletion(services(), stack, { token: input.ClientRequestToken, as }).catch(onDefect);
      return {};
    },
  };
}

function describeCalls({ services, stacks }: CallsOptions) {
  const described = (stack: Stack) => ({
    ...describedStack(stack),
    DriftInformation: driftInformation(stack, services().pace),
  });
  return {
    DescribeStacks: ({ StackName, NextToken: token }: DescribeStacksInput, { region }: Call) => {
      if (StackName !== undefined) return { Stacks: [described(stacks.get(region, StackName))] };
      const existing = stacks.existing(region);
      const { items, ...next } = pageOf(existing, { token, size: stacksPerPage(existing.length) });
      return { Stacks: items.map(described), ...next };
    },
    DescribeStackEvents: ({ StackName, NextToken: token }: DescribeStackEventsInput, { region }: Call) => {
      const stack = stacks.find(region, StackName) ?? invalid(`Stack [${StackName}] does not exist`);
      const { items, ...next } = pageFromEnd(stack.events, { token, size: EVENTS_PER_PAGE });
      return { StackEvents: items.map((event) => describedEvent(stack, event)), ...next };
    },
    DescribeStackResources: ({ StackName, LogicalResourceId }: DescribeStackResourcesInput, { region }: Call) => {
      const resources = describedResources(stacks.get(region, StackName));
      const isAsked = (id: string | undefined) => LogicalResourceId === undefined || id === LogicalResourceId;
      return { StackResources: resources.filter((resource) => isAsked(resource.LogicalResourceId)) };
    },
    ListStackResources: ({ StackName, NextToken: token }: ListStackResourcesInput, { region }: Call) => {
      const resources = describedResources(stacks.get(region, StackName));
      const { items, ...next } = pageOf(resources, { token, size: RESOURCES_PER_PAGE });
      return { StackResourceSummaries: items.map(summaryOf), ...next };
    },
    GetTemplate: (input: GetTemplateInput, { region }: Call) => {
      const { TemplateStage = 'Original', ...rest } = input;
      refuseUnknown('GetTemplate', rest, ['StackName']);
      if (TemplateStage !== 'Original') {
        throw new AwsError('NotImplemented', `GetTemplate of ${TemplateStage} is not rehearsed`, { status: 501 });
      }
      return {
        // AWS shows a question mark for every character beyond ASCII.
        TemplateBody: stacks.get(region, input.StackName).template.replace(/[\u{80}-\u{10ffff}]/gu, '?'),
        StagesAvailable: ['Original', 'Processed'],
      };
    },
  };
}

/** A stack that is being changed or imported into is not deleted; one that is being made or rolled back is. */
const IS_CHANGING = /^(?:UPDATE|IMPORT)_.*IN_PROGRESS$/;

/** The status stays as it is; its reason tells why nothing was deleted. */
function tellCancelled(pace: Services['pace'], stack: Stack, because: string): object {
  const { status } = stack;
  setStatus(pace, stack, 'DELETE_IN_PROGRESS', 'User Initiated');
  setStatus(pace, stack, status, `Delete canceled. ${because}`);
  return {};
}

/** @throws AlreadyExistsException and LimitExceededException */
function refuseExisting({ stacks, stacksMax }: CallsOptions, input: CreateStackInput, { region }: Call): void {
  if (stacks.existing(region).some(({ name }) => name === input.StackName)) throw existsAlready(input);
  if (stacks.existing(region).length >= stacksMax(region)) {
    throw new AwsError('LimitExceededException', 'Limit for stack has been exceeded');
  }
}
