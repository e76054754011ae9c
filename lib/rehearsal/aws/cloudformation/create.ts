import type { CreateStackInput } from '@aws-sdk/client-cloudformation';
import type { Principal } from '../../world/identities';
import { arnIn } from '../arn';
import { beginStack, type ResourceMoment, type StackCreation } from '../provisioner';
import { AwsError, type Call } from '../service';
import type { Services } from '../services';
import { uuidOf } from '../stack-context';
import { shownParameters } from '../template/parameters';
import { refuseUnacknowledged } from './capabilities';
import { invalid, parametersOf, tagsOf } from './create-input';
import type { Failures } from './failures';
import { setStatus, tellMoment } from './run';
import type { Stack } from './stack';
import { templateAt } from './template-source';

/** Session name of the role that CloudFormation works with. */
const SESSION_NAME = 'AWSCloudFormation';

export interface Beginning {
  readonly input: CreateStackInput;
  readonly call: Call;
  /** Stacks that were created before, for an ARN that is never used again. */
  readonly count: number;
  readonly failures: Failures;
}

/** Begins the creation of a stack. @throws ValidationError and InsufficientCapabilitiesException as AWS does */
export function begin(services: Services, beginning: Beginning): { stack: Stack; creation: StackCreation } {
  const { account, pace } = services;
  const { input, call, count, failures } = beginning;
  const { region } = call;
  const { StackName: name = '', RoleARN: roleArn, ClientRequestToken: clientRequestToken } = input;
  const arn = arnIn({ region, account }, 'cloudformation', `stack/${name}/${uuidOf(region, name, String(count))}`);
  const { text, template } = templateAt(services, input.TemplateURL ?? '', call);
  const role = roleOf(services, call, roleArn);
  const moments: ResourceMoment[] = [];
  const place = { name, arn, region, account, tags: tagsOf(input.Tags), as: role, assetDirectory: '' };
  // Until the stack is there to take them, its first moments wait.
  let tell = (moment: ResourceMoment): void => void moments.push(moment);
  const creation = beginOrRefuse(() =>
    beginStack(services, {
      ...place,
      template,
      parameters: parametersOf(input),
      onMoment: (moment) => tell(moment),
      faultOf: (resource) => failures.next({ region, ...resource }),
      check: (evaluated) => refuseUnacknowledged(evaluated.template, input.Capabilities ?? []),
    }),
  );
  const stack: Stack = {
    ...place,
    roleArn,
    role,
    clientRequestToken,
    template: text,
    createdAt: pace.clock.now(),
    capabilities: input.Capabilities ?? [],
    isProtected: input.EnableTerminationProtection ?? false,
    parameters: shownParameters(creation.evaluated.template, creation.evaluated.parameters),
    events: [],
    differences: new Map(),
    detections: [],
    status: 'CREATE_IN_PROGRESS',
    statusReason: undefined,
    deletedAt: undefined,
    outputs: {},
    resources: [],
    stop: creation.stop,
    remove: creation.remove,
  };
  setStatus(pace, stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  tell = (moment) => tellMoment(pace, stack, moment);
  moments.forEach(tell);
  return { stack, creation };
}

/** The role that the caller passed, or the caller itself. @throws ValidationError for one that is not trusted */
export function roleOf({ roles }: Services, call: Call, roleArn: string | undefined): Principal {
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
    if (error instanceof AwsError) throw error;
    if (error instanceof Error && !error.message.includes('not rehearsed')) return invalid(error.message);
    throw error;
  }
}
