import type {
  CreateStackInput,
  DeleteStackInput,
  DescribeStackEventsInput,
  DescribeStackResourcesInput,
  DescribeStacksInput,
} from '@aws-sdk/client-cloudformation';
import type { Principal } from '../../world/identities';
import { arnIn } from '../arn';
import { beginStack, type ResourceMoment, type StackCreation } from '../provisioner';
import { AwsError, type Call } from '../service';
import type { Services } from '../services';
import { uuidOf } from '../stack-context';
import { shownParameters } from '../template/parameters';
import { checkCreateInput, checkDeleteInput, invalid, onFailureOf, parametersOf, tagsOf } from './create-input';
import { describedEvent, describedResources, describedStack } from './describe';
import { addMoment, runCreation, runDeletion, setStatus } from './run';
import type { Stack } from './stack';
import { templateAt } from './template-source';

/** Session name of the role that CloudFormation works with. */
const SESSION_NAME = 'AWSCloudFormation';

export interface CallsOptions {
  readonly services: () => Services;
  /** Every stack that ever was, deleted ones too. */
  readonly stacks: Stack[];
  readonly onDefect: (error: unknown) => void;
}

export function stackCalls({ services, stacks, onDefect }: CallsOptions) {
  const inRegion = (region: string) => stacks.filter((stack) => stack.region === region);
  /** By name, a stack that exists; by ARN, also one that was deleted. */
  const find = (region: string, name = ''): Stack | undefined =>
    inRegion(region).find(({ arn, name: own, deletedAt }) => arn === name || (own === name && deletedAt === undefined));
  const get = (region: string, name: string | undefined): Stack =>
    find(region, name) ?? invalid(`Stack with id ${name} does not exist`);

  return {
    CreateStack: (input: CreateStackInput, call: Call) => {
      checkCreateInput(input);
      refuseExisting(inRegion(call.region), input);
      const { pace } = services();
      const begun = begin(services(), { input, call, count: stacks.length });
      stacks.push(begun.stack);
      runCreation(pace, begun.stack, begun.creation, onFailureOf(input)).catch(onDefect);
      return { StackId: begun.stack.arn };
    },
    DeleteStack: (input: DeleteStackInput, call: Call) => {
      checkDeleteInput(input);
      const stack = find(call.region, input.StackName);
      // Deleting what does not exist succeeds, and so does deleting again.
      if (!stack || stack.deletedAt !== undefined || stack.status === 'DELETE_IN_PROGRESS') return {};
      if (stack.isProtected) invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
      const as = input.RoleARN === undefined ? undefined : roleOf(services(), call, input.RoleARN);
      runDeletion(services().pace, stack, { token: input.ClientRequestToken, as }).catch(onDefect);
      return {};
    },
    DescribeStacks: ({ StackName }: DescribeStacksInput, { region }: Call) => {
      const existing = inRegion(region).filter(({ deletedAt }) => deletedAt === undefined);
      return { Stacks: (StackName === undefined ? existing : [get(region, StackName)]).map(describedStack) };
    },
    DescribeStackEvents: ({ StackName }: DescribeStackEventsInput, { region }: Call) => {
      const stack = get(region, StackName);
      return { StackEvents: [...stack.events].reverse().map((event) => describedEvent(stack, event)) };
    },
    DescribeStackResources: ({ StackName, LogicalResourceId }: DescribeStackResourcesInput, { region }: Call) => {
      const resources = describedResources(get(region, StackName));
      const isAsked = (id: string | undefined) => LogicalResourceId === undefined || id === LogicalResourceId;
      return { StackResources: resources.filter((resource) => isAsked(resource.LogicalResourceId)) };
    },
  };
}

function refuseExisting(stacks: readonly Stack[], { StackName, ClientRequestToken: token }: CreateStackInput): void {
  if (token !== undefined && stacks.some(({ clientRequestToken }) => clientRequestToken === token)) {
    throw new AwsError('TokenAlreadyExistsException', `A client request token ${token} already exists`);
  }
  if (stacks.some(({ name, deletedAt }) => name === StackName && deletedAt === undefined)) {
    throw new AwsError('AlreadyExistsException', `Stack [${StackName}] already exists`);
  }
}

interface Beginning {
  readonly input: CreateStackInput;
  readonly call: Call;
  /** Stacks that were created before, for a name that is never used again. */
  readonly count: number;
}

function begin(services: Services, { input, call, count }: Beginning): { stack: Stack; creation: StackCreation } {
  const { account, pace } = services;
  const { region } = call;
  const { StackName: name = '', RoleARN: roleArn, ClientRequestToken: clientRequestToken } = input;
  const arn = arnIn({ region, account }, 'cloudformation', `stack/${name}/${uuidOf(region, name, String(count))}`);
  const template = templateAt(services, input.TemplateURL ?? '', call);
  const role = roleOf(services, call, roleArn);
  const moments: ResourceMoment[] = [];
  const place = { name, arn, region, account, tags: tagsOf(input.Tags), as: role, assetDirectory: '' };
  // Until the stack is there to take them, its first moments wait.
  let tell = (moment: ResourceMoment): void => void moments.push(moment);
  const creation = beginOrRefuse(() =>
    beginStack(services, { ...place, template, parameters: parametersOf(input), onMoment: (moment) => tell(moment) }),
  );
  const stack: Stack = {
    ...place,
    roleArn,
    role,
    clientRequestToken,
    createdAt: pace.clock.now(),
    capabilities: input.Capabilities ?? [],
    isProtected: input.EnableTerminationProtection ?? false,
    parameters: shownParameters(creation.evaluated.template, creation.evaluated.parameters),
    events: [],
    status: 'CREATE_IN_PROGRESS',
    statusReason: undefined,
    deletedAt: undefined,
    outputs: {},
    resources: [],
    stop: creation.stop,
    remove: creation.remove,
  };
  setStatus(pace, stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  tell = (moment) => addMoment(pace, stack, moment);
  moments.forEach(tell);
  return { stack, creation };
}

/** The role that the caller passed, or the caller itself. */
function roleOf({ roles }: Services, call: Call, roleArn: string | undefined): Principal {
  if (roleArn === undefined) return call.principal;
  try {
    roles.assertTrusted(roleArn, 'cloudformation.amazonaws.com');
  } catch {
    return invalid(`Role ${roleArn} is invalid or cannot be assumed`);
  }
  return { roleArn, about: SESSION_NAME, region: call.region };
}

/** What is wrong with the template is a ValidationError; what this world cannot do stays a defect of this world. */
function beginOrRefuse(start: () => StackCreation): StackCreation {
  try {
    return start();
  } catch (error) {
    if (error instanceof Error && !error.message.includes('not rehearsed')) return invalid(error.message);
    throw error;
  }
}
