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
import { allStacks } from '../stacks';
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

/** The services of the stacks that a plan fences, in one Region. */
export interface SeenServices {
  readonly services: readonly SeenService[];
  /** Names of `fence.stacks` of which no stack stands there. */
  readonly missing: readonly string[];
}

export interface ServiceClients {
  readonly cloudformation: Sends;
  readonly ecs: Sends;
}

const SERVICE = 'AWS::ECS::Service';
/** A stack holds 500 resources at most, a page 100 of them or 1 MB. */
const RESOURCE_PAGES_MAX = 20;
/** Stacks that are asked about at one time: the calls are throttled per account. */
const STACKS_AT_ONCE = 4;
/** Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const SERVICES_PER_CALL = 10;

/** Which services the plan's fenced stacks hold, however they are deployed there, and how many tasks each has. */
export async function servicesOfStacks({ cloudformation, ecs }: ServiceClients, plan: Plan): Promise<SeenServices> {
  if (plan.fence.stacks.length === 0) return { services: [], missing: [] };
  const stacks = (await allStacks(cloudformation)).filter((stack) => isFenced(stack, plan));
  const held = await atOnce(STACKS_AT_ONCE, stacks, async ({ id, stackName, tags }) => {
    const arns = await servicesIn(cloudformation, id);
    return arns.map((arn) => ({
      arn,
      stack: stackName,
      release: fencedRelease(tags[STACK_TAGS.release]),
      desiredCount: 0,
    }));
  });
  const isThere = (stack: string) =>
    stacks.some((one) => isFenced(one, { ...plan, fence: { ...plan.fence, stacks: [stack] } }));
  return {
    services: await describedServices(ecs, held.flat()),
    missing: plan.fence.stacks.filter((stack) => !isThere(stack)),
  };
}

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
