import { remembered } from '../../remembered';
import { WORLD_ROLE } from '../../world/identities';
import { arnIn } from '../arn';
import type { ProvisionedStack } from '../provisioner';
import type { Services } from '../services';
import { uuidOf } from '../stack-context';
import { shownParameters } from '../template/parameters';
import { readTemplate } from '../template/shape';
import type { Names } from './collisions';
import { exportsOf } from './exports';
import { setStatus, tellMoment } from './run';
import type { Stack, StackStatus } from './stack';
import type { StackList } from './stacks';

/** A stack that the world itself has provisioned, as CloudFormation shows it. */
export interface RegisteredStack extends ProvisionedStack {
  readonly name: string;
  readonly region: string;
  /** The text that it was made from, JSON. */
  readonly template: string;
  /** @default none */
  readonly parameters?: Readonly<Record<string, string>>;
  /** @default none */
  readonly tags?: Readonly<Record<string, string>>;
  /** ARN of the role that it was made with. @default none */
  readonly roleArn?: string;
  /** Whether termination protection keeps it. @default false */
  readonly isProtected?: boolean;
  /** @default CREATE_COMPLETE */
  readonly status?: StackStatus;
}

/** A template of hundreds of kilobytes is the same in every world of a process. */
const parsed = remembered((template) => JSON.parse(template));

/**
 * Shows a stack as CloudFormation would if it had made it.
 *
 * @returns its ARN: the one that its template was given as `AWS::StackId`
 * @throws when its name is taken
 */
export function register(
  { account, pace }: Pick<Services, 'account' | 'pace'>,
  { stacks, names }: { readonly stacks: StackList; readonly names: Names },
  registered: RegisteredStack,
): { arn: string } {
  const { name, region, template, outputs, resources, remove } = registered;
  const { parameters = {}, tags = {}, isProtected = false, status = 'CREATE_COMPLETE' } = registered;
  if (stacks.find(region, name)) throw new Error(`a stack ${name} exists already in ${region}`);
  const arn = arnIn({ region, account }, 'cloudformation', `stack/${name}/${uuidOf(region, name)}`);
  const stack: Stack = {
    ...{ name, arn, region, tags, isProtected, outputs, resources, template },
    remove: async (as) => {
      await remove(as);
      for (const resource of resources) names.free({ region, ...resource });
    },
    createdAt: pace.clock.now(),
    roleArn: registered.roleArn,
    role: { roleArn: registered.roleArn ?? WORLD_ROLE, about: 'world', region },
    clientRequestToken: undefined,
    capabilities: [],
    isRollbackDisabled: false,
    exports: exportsOf(parsed(template)),
    imports: [],
    // It was there before anybody listened.
    publish: () => {},
    isGivenUp: false,
    parameters: shownParameters(readTemplate(parsed(template)), parameters),
    events: [],
    differences: new Map(),
    detections: [],
    status: 'CREATE_IN_PROGRESS',
    statusReason: undefined,
    deletedAt: undefined,
    stop: async () => {},
  };
  setStatus(pace, stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  for (const resource of resources) names.take({ region, ...resource });
  for (const resource of resources) tellMoment(pace, stack, { ...resource, status: 'CREATE_COMPLETE' });
  setStatus(pace, stack, status);
  stacks.add(stack);
  return { arn };
}
