import {
  ListStackResourcesCommand,
  type ListStackResourcesCommandOutput,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import {
  DescribeServicesCommand,
  type DescribeServicesCommandOutput,
  type Service,
  type ServiceEvent,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { type FencedService, fencedRelease, isFenced } from '../../../lib/domain/fence';
import { STACK_TAGS } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import { oneLine } from '../../../lib/domain/text';
import { atOnce } from '../at-once';
import type { Sends } from '../clients';
import type { Clock } from '../clock';
import { allStacks, type DescribedStack } from '../stacks';
import { INCOMPLETE } from '../transient';
import { each, type Unmade } from './changes';

/** An ECS service as it stands now. */
export interface SeenService extends FencedService {
  readonly runningCount: number;
  readonly pendingCount: number;
  /** What ECS told of it last. @default nothing, or that all is well */
  readonly told?: Told;
}

/** An event of a service. */
export interface Told {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly message: string;
}

/** Which services the stacks hold that a plan fences, in one Region. */
export interface HeldServices<Service extends FencedService = FencedService> {
  readonly services: readonly Service[];
  /** Names of `fence.stacks` of which no stack stands there. */
  readonly missing: readonly string[];
}

/** The same, and how each stands. */
export type SeenServices = HeldServices<SeenService>;

const SERVICE = 'AWS::ECS::Service';
/** A stack holds 500 resources at most, a page 100 of them or 1 MB. */
const RESOURCE_PAGES_MAX = 20;
/** Stacks that are asked about at one time: the calls are throttled per account. */
const STACKS_AT_ONCE = 4;
/** Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const SERVICES_PER_CALL = 10;

/**
 * So long after the list was read no more stacks are asked about in one look: 160 at four a second. What each holds is
 * remembered until it is updated, so the next look goes on, and the last calls of this one end within 10 of its 60 s.
 */
const ASKED_SECONDS_MAX = 40;

/**
 * Tells which services there are, however they are deployed. Nothing is known yet of how many tasks each has.
 *
 * @throws IncompleteAnswer when not every stack could be asked about in one look
 */
export function heldServices(cloudformation: Sends, clock: Pick<Clock, 'now'>) {
  const known = new Map<string, readonly string[]>();
  const arnsIn = async (stack: DescribedStack): Promise<readonly string[]> => {
    const state = stateOf(stack);
    const arns = known.get(state) ?? (await servicesIn(cloudformation, stack.id));
    // While it is changed it may get another one.
    if (!stack.status.endsWith('_IN_PROGRESS')) known.set(state, arns);
    return arns;
  };

  return async (plan: Plan): Promise<HeldServices> => {
    if (plan.fence.stacks.length === 0) return { services: [], missing: [] };
    const stacks = (await allStacks(cloudformation)).filter((stack) => isFenced(stack, plan));
    const states = new Set(stacks.map(stateOf));
    for (const state of known.keys()) if (!states.has(state)) known.delete(state);
    const beganAt = clock.now();
    const isOver = () => clock.now() - beganAt > ASKED_SECONDS_MAX * 1000;
    const held = await atOnce(STACKS_AT_ONCE, stacks, async (stack) => servicesOf(stack, await arnsIn(stack)), isOver);
    if (held.length < stacks.length) {
      const message = `${held.length} of ${stacks.length} stacks were asked for their services, the next look goes on`;
      throw Object.assign(new Error(message), { name: INCOMPLETE });
    }
    const isThere = (stack: string) =>
      stacks.some((one) => isFenced(one, { ...plan, fence: { ...plan.fence, stacks: [stack] } }));
    return { services: held.flat(), missing: plan.fence.stacks.filter((stack) => !isThere(stack)) };
  };
}

/** Changes with everything that gives a stack other resources. */
const stateOf = ({ id, status, updatedAt = '' }: DescribedStack): string => `${id} ${status} ${updatedAt}`;

const servicesOf = ({ stackName, tags }: DescribedStack, arns: readonly string[]): FencedService[] =>
  arns.map((arn) => ({
    arn,
    stack: stackName,
    release: fencedRelease(tags[STACK_TAGS.release]),
    desiredCount: 0,
  }));

/**
 * ARNs of the ECS services in a stack. DescribeStackResources shows the first 100 resources only, and what it leaves
 * out would go on writing.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 */
async function servicesIn(cloudformation: Sends, StackName: string): Promise<string[]> {
  const found: StackResourceSummary[] = [];
  let token: string | undefined;
  for (let page = 0; page < RESOURCE_PAGES_MAX; page += 1) {
    const listed: ListStackResourcesCommandOutput = await cloudformation.send(
      new ListStackResourcesCommand({ StackName, ...(token && { NextToken: token }) }),
    );
    found.push(...(listed.StackResourceSummaries ?? []));
    token = listed.NextToken;
    if (!token) return found.flatMap(serviceArn);
  }
  const message = `${StackName} holds more resources than ${RESOURCE_PAGES_MAX} pages of CloudFormation's list show`;
  throw Object.assign(new Error(message), { name: INCOMPLETE });
}

/** A service that is still being made has no ARN yet: the next look sees it. */
const serviceArn = ({ ResourceType, PhysicalResourceId, ResourceStatus }: StackResourceSummary): string[] =>
  ResourceType === SERVICE && PhysicalResourceId?.startsWith('arn:') && ResourceStatus !== 'DELETE_COMPLETE'
    ? [PhysicalResourceId]
    : [];

/** How many tasks each of these has now; one that is not there any more is left out. */
export async function describedServices(ecs: Sends, known: readonly FencedService[]): Promise<readonly SeenService[]> {
  const clusters = [...new Set(known.map(({ arn }) => clusterOf(arn)))];
  const calls = clusters.flatMap((cluster) =>
    groupsOf(
      SERVICES_PER_CALL,
      known.filter(({ arn }) => clusterOf(arn) === cluster),
    ).map((group) => ({ cluster, group })),
  );
  const described = await atOnce(STACKS_AT_ONCE, calls, ({ cluster, group }) => describe(ecs, cluster, group));
  const now = new Map(described.flat().map((service) => [service.serviceArn, service]));
  return known.flatMap((service) => {
    const found = now.get(service.arn);
    // ECS shows a service that was deleted as INACTIVE for a while.
    if (!found || found.status === 'INACTIVE') return [];
    const { desiredCount = 0, runningCount = 0, pendingCount = 0 } = found;
    const told = lastTold(found.events);
    return [{ ...service, desiredCount, runningCount, pendingCount, ...(told && { told }) }];
  });
}

const STEADY = /has reached a steady state/;

/** Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html */
function lastTold(events: readonly ServiceEvent[] = []): Told | undefined {
  const timed = events.flatMap(({ createdAt, message = '' }) => (createdAt ? [{ createdAt, message }] : []));
  const [last] = timed.sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
  return last && !STEADY.test(last.message)
    ? { at: last.createdAt.toISOString(), message: oneLine(last.message) }
    : undefined;
}

async function describe(ecs: Sends, cluster: string, group: readonly FencedService[]): Promise<Service[]> {
  try {
    const { services = [] }: DescribeServicesCommandOutput = await ecs.send(
      new DescribeServicesCommand({ cluster, services: group.map(({ arn }) => arn) }),
    );
    return services;
  } catch (error) {
    if ((error as Error).name === 'ClusterNotFoundException') return [];
    throw error;
  }
}

/** Sets how many tasks a service shall have. */
export const scale = (ecs: Sends, { arn, desiredCount }: Pick<FencedService, 'arn' | 'desiredCount'>) =>
  ecs.send(new UpdateServiceCommand({ cluster: clusterOf(arn), service: arn, desiredCount }));

export const SCALING = 'ecs:UpdateService';

/** Gives each so many tasks. @returns what ECS did not do, or `undefined`: then the next look shows what came of it */
export const scaledUp = (
  ecs: Sends,
  services: readonly Pick<FencedService, 'arn' | 'desiredCount'>[],
): Promise<Unmade | undefined> => each(SCALING, services, (service) => scale(ecs, service));

/** `arn:…:service/<cluster>/<name>`; an ARN of the old form names no cluster and is of the default one. */
export const clusterOf = (arn: string): string => {
  const [, cluster, name] = arn.split('/');
  return name === undefined || cluster === undefined ? 'default' : cluster;
};

const groupsOf = <One>(size: number, list: readonly One[]): One[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
