import { inRegion, namesOf, STACK_TAGS, stackNameOf } from './names';
import { LISTING_STACKS } from './permissions';
import type { Plan } from './plan';
import { partitionOf } from './region';
import type { Permission, Place } from './step';
import { fencePartition, onlyKeys } from './table-items';

/** What fencing a Region needs, in every Region of the plan: a run fences the one that it replaces, or its own. */
export const fencing = ({ plan }: Pick<Place, 'plan'>): Permission[] => [
  fenceItems(plan),
  ...(plan.fence.stacks.length === 0 ? [] : [LISTING_STACKS, listingResources(plan), ...scalingServices(plan)]),
  ...stoppingExecutions(plan),
  ...switchingRules(plan, 'DisableRule'),
  ...switchingSchedules(plan),
];

/** What lifting a fence needs, in every Region of the plan. */
export const unfencing = ({ plan }: Pick<Place, 'plan'>): Permission[] => [
  fenceItems(plan),
  ...(plan.fence.stacks.length === 0 ? [] : scalingServices(plan)),
  ...switchingRules(plan, 'EnableRule'),
  ...switchingSchedules(plan),
];

/** What the fence of this Region has stopped, where the plan stops services. */
export const readingFence = ({ plan, names }: Place): Permission[] =>
  plan.fence.stacks.length === 0
    ? []
    : [
        {
          actions: ['dynamodb:GetItem'],
          resources: [names.tableArn],
          conditions: onlyKeys(fencePartition(plan.name)),
        },
      ];

/** What starting services in this Region needs that its fence has stopped. */
export const scalingHere = ({ plan, region }: Pick<Place, 'plan' | 'region'>): Permission[] =>
  plan.fence.stacks.length === 0 ? [] : scalingServices({ ...plan, regions: [region] });

const fenceItems = (plan: Plan): Permission => ({
  actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  resources: plan.regions.map((region) => namesOf(plan, region).tableArn),
  conditions: onlyKeys(fencePartition(plan.name)),
});

interface OfService {
  readonly service: string;
  readonly resources: readonly string[];
}

/** The ARN of each resource in each Region of the plan. */
const everywhere = ({ regions, account }: Plan, { service, resources }: OfService): string[] =>
  regions.flatMap((region) =>
    resources.map((resource) => `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`),
  );

/** Names of the stacks whose services are stopped, for a policy: the plain ones, and those of any release. */
const stackNames = ({ fence, release }: Plan): string[] => [
  ...new Set(
    fence.stacks.flatMap((stack) => [stack, stackNameOf(release.stackName, { stack, release: 'r-*', lane: 'live' })]),
  ),
];

/** Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html */
const listingResources = (plan: Plan): Permission => ({
  actions: ['cloudformation:ListStackResources'],
  resources: everywhere(plan, {
    service: 'cloudformation',
    resources: stackNames(plan).map((name) => `stack/${name}/*`),
  }),
});

const SCALING = ['ecs:DescribeServices', 'ecs:UpdateService'];

/**
 * Services of releases by the plan's tag, which CloudFormation hands on from the stack. A stack of a pipeline may not
 * have it: its services are known by the names that CloudFormation gives them, which begin with the stack's. The tags
 * that CloudFormation makes by itself do not reach services.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html and
 * https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2062
 */
const scalingServices = (plan: Plan): Permission[] => [
  {
    actions: SCALING,
    resources: everywhere(plan, { service: 'ecs', resources: ['service/*'] }),
    conditions: { StringEquals: { [`aws:ResourceTag/${STACK_TAGS.plan}`]: plan.name } },
  },
  {
    actions: SCALING,
    resources: everywhere(plan, {
      service: 'ecs',
      resources: plan.fence.stacks.map((stack) => `service/*/${stack}-*`),
    }),
  },
];

/** Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html */
const stoppingExecutions = (plan: Plan): Permission[] => {
  const { stateMachines } = plan.fence;
  if (stateMachines.length === 0) return [];
  const named = (resources: readonly string[]) => everywhere(plan, { service: 'states', resources });
  return [
    { actions: ['states:ListExecutions'], resources: named(stateMachines.map((name) => `stateMachine:${name}`)) },
    { actions: ['states:StopExecution'], resources: named(stateMachines.map((name) => `execution:${name}:*`)) },
  ];
};

/** Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
const switchingRules = (plan: Plan, change: 'DisableRule' | 'EnableRule'): Permission[] => {
  const resources = everywhere(plan, { service: 'events', resources: plan.fence.rules.map((name) => `rule/${name}`) });
  return resources.length === 0 ? [] : [{ actions: ['events:DescribeRule', `events:${change}`], resources }];
};

/**
 * An update of a schedule hands its role to EventBridge Scheduler again: those that the plan names, and no other.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html and
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/security_iam_id-based-policies.html
 */
const switchingSchedules = (plan: Plan): Permission[] => {
  const schedules = plan.fence.schedules.map((name) => `schedule/${name}`);
  if (schedules.length === 0) return [];
  return [
    {
      actions: ['scheduler:GetSchedule', 'scheduler:UpdateSchedule'],
      resources: everywhere(plan, { service: 'scheduler', resources: schedules }),
    },
    {
      actions: ['iam:PassRole'],
      resources: [...new Set(plan.regions.flatMap((region) => scheduleRolesIn(plan, region)))],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
  ];
};

const scheduleRolesIn = ({ account, fence }: Plan, region: string): string[] =>
  fence.scheduleRoles.map((role) => `arn:${partitionOf(region)}:iam::${account}:role/${inRegion(role, region)}`);
