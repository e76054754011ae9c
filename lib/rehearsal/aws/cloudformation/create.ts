import type { CreateStackInput } from '@aws-sdk/client-cloudformation';
import type { Pace } from '../../world/clock';
import type { Principal } from '../../world/identities';
import { arnIn } from '../arn';
import { beginStack, CreationCancelled, type ResourceMoment, type StackCreation } from '../provisioner';
import { AwsError, type Call } from '../service';
import type { Services } from '../services';
import { uuidOf } from '../stack-context';
import { shownParameters } from '../template/parameters';
import { refuseUnacknowledged } from './capabilities';
import type { Names } from './collisions';
import { invalid, parametersOf, tagsOf } from './create-input';
import { exportedValue, exportsOf, importsOf, withImports } from './exports';
import type { Failures } from './failures';
import { checkParameters, checkTemplate } from './limits';
import { setStatus, tellMoment } from './run';
import type { Stack } from './stack';
import type { StackList } from './stacks';
import { templateAt } from './template-source';

/** Session name of the role that CloudFormation works with. */
const SESSION_NAME = 'AWSCloudFormation';

export interface Beginning {
  readonly input: CreateStackInput;
  readonly call: Call;
  /** Every stack so far: an ARN is never used again, and a template may import from those of its Region. */
  readonly stacks: StackList;
  readonly failures: Failures;
  readonly names: Names;
  /** Ends every wait for a slow resource when the world is closed. */
  readonly closing: AbortSignal;
}

export interface Begun {
  readonly stack: Stack;
  readonly creation: StackCreation;
  /** Why it fails before its first resource. */
  readonly refusal: string | undefined;
}

/** Begins the creation of a stack. @throws ValidationError and InsufficientCapabilitiesException as AWS does */
export function begin(services: Services, beginning: Beginning): Begun {
  const { account, pace } = services;
  const { input, call, stacks, failures, names, closing } = beginning;
  const { region } = call;
  const count = stacks.all().length;
  const { StackName: name = '', RoleARN: roleArn, ClientRequestToken: clientRequestToken } = input;
  const arn = arnIn({ region, account }, 'cloudformation', `stack/${name}/${uuidOf(region, name, String(count))}`);
  const { text, template: written } = templateAt(services, input.TemplateURL ?? '', call);
  checkTemplate(text, written);
  checkParameters(parametersOf(input));
  const { template, imports, refusal } = imported(stacks, region, written);
  const role = roleOf(services, call, roleArn);
  const moments: ResourceMoment[] = [];
  const place = { name, arn, region, account, tags: tagsOf(input.Tags), as: role, assetDirectory: '' };
  // Until the stack is there to take them, its first moments wait.
  let tell = (moment: ResourceMoment): void => void moments.push(moment);
  const hurry = new AbortController();
  const wait = (seconds: number) => waiting(pace, seconds, { cancelled: hurry.signal, closing });
  const creation = beginOrRefuse(() =>
    beginStack(services, {
      ...place,
      template,
      parameters: parametersOf(input),
      onMoment: (moment) => tell(moment),
      faultOf: async ({ properties, ...resource }) =>
        names.collision({ region, properties, ...resource }) ?? failures.next({ region, ...resource }, wait),
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
    isRollbackDisabled: input.DisableRollback ?? false,
    exports: exportsOf(template),
    imports,
    publish: (event) => void services.events.publish(event),
    parameters: shownParameters(creation.evaluated.template, creation.evaluated.parameters),
    events: [],
    differences: new Map(),
    detections: [],
    status: 'CREATE_IN_PROGRESS',
    statusReason: undefined,
    deletedAt: undefined,
    outputs: {},
    resources: [],
    isGivenUp: false,
    stop: () => {
      hurry.abort(new CreationCancelled());
      return creation.stop();
    },
    remove: creation.remove,
  };
  setStatus(pace, stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  tell = (moment) => {
    tellMoment(pace, stack, moment);
    const { status, type, physicalId } = moment;
    if (status === 'CREATE_COMPLETE') names.take({ region, type, physicalId });
    if (status === 'DELETE_COMPLETE') names.free({ region, type, physicalId });
    // What is under way is cancelled, a resource that nobody answers for too.
    if (status === 'CREATE_FAILED') hurry.abort(new CreationCancelled());
  };
  moments.forEach(tell);
  return { stack, creation, refusal };
}

/** A template with what it imports; with no resource of its own when something is not exported. */
function imported(stacks: StackList, region: string, written: object) {
  const imports = importsOf(written);
  const missing = imports.find((name) => exportedValue(stacks, region, name) === undefined);
  if (missing !== undefined) {
    return {
      template: { ...written, Resources: {}, Outputs: {} },
      imports,
      refusal: `No export named ${missing} found.`,
    };
  }
  const template = withImports(written, (name) => exportedValue(stacks, region, name) ?? '') as object;
  return { template, imports, refusal: undefined };
}

/** Waits for seconds of AWS. @throws the reason of `cancelled`; never ends once the world is closing */
function waiting(
  pace: Pace,
  seconds: number,
  { cancelled, closing }: Record<'cancelled' | 'closing', AbortSignal>,
): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  return new Promise<void>((resolve, reject) => {
    const stop = pace.clock.after(pace.scaledMilliseconds(seconds), resolve);
    closing.addEventListener('abort', stop, { signal });
    const cancel = () => {
      stop();
      reject(cancelled.reason);
    };
    if (cancelled.aborted) return cancel();
    cancelled.addEventListener('abort', cancel, { signal });
  }).finally(() => over.abort());
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
