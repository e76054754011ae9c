import type { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CLUSTER_NAME, familyOf, SERVICES } from './constants';

export interface ReleaseRolePolicyProps {
  readonly stack: Stack;
  /** Roles that a release's tasks run as. */
  readonly passedRoleArns: readonly string[];
}

/**
 * What a release may do: ECS services on this cluster, and the task definitions behind them.
 *
 * The role stays with every stack it created, and whoever may update such a stack acts with it, so it is kept as small
 * as the release is. The denials repeat what is not allowed anyway: they hold when somebody attaches one policy more.
 */
export function releaseRolePolicy({ stack, passedRoleArns }: ReleaseRolePolicyProps): PolicyStatement[] {
  const { partition, region, account } = stack;
  const arn = (resource: string) => `arn:${partition}:ecs:${region}:${account}:${resource}`;
  const services = [arn(`service/${CLUSTER_NAME}/*`)];
  const definitions = SERVICES.map((service) => arn(`task-definition/${familyOf(service)}:*`));
  return [
    statement(Effect.ALLOW, SERVICE_ACTIONS, services),
    statement(Effect.ALLOW, ['ecs:RegisterTaskDefinition'], definitions),
    // CloudFormation puts a stack's tags on what it creates.
    statement(Effect.ALLOW, ['ecs:TagResource', 'ecs:UntagResource'], [...services, ...definitions]),
    statement(Effect.ALLOW, UNSCOPED_ACTIONS, ['*']),
    new PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [...passedRoleArns],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    }),
    statement(Effect.DENY, DENIED_ACTIONS, ['*']),
  ];
}

const statement = (effect: Effect, actions: readonly string[], resources: string[]) =>
  new PolicyStatement({ effect, actions: [...actions], resources });

const SERVICE_ACTIONS = [
  'ecs:CreateService',
  'ecs:UpdateService',
  'ecs:DeleteService',
  'ecs:DescribeServices',
  'ecs:ListServiceDeployments',
  'ecs:DescribeServiceDeployments',
  'ecs:DescribeServiceRevisions',
];

/**
 * Actions that IAM cannot limit to one resource.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
const UNSCOPED_ACTIONS = [
  'ecs:DeregisterTaskDefinition',
  'ecs:DescribeTaskDefinition',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
];

/** Every write of IAM except PassRole, and everything that could move, lose or unlock data or users. */
const DENIED_ACTIONS = [
  ...['Add', 'Attach', 'Change', 'Create', 'Deactivate', 'Delete', 'Detach', 'Enable', 'Put', 'Remove', 'Reset', 'Set'],
  ...['Tag', 'Untag', 'Update', 'Upload'],
]
  .map((verb) => `iam:${verb}*`)
  .concat(
    ['rds:Delete*', 'rds:FailoverGlobalCluster', 'rds:Modify*', 'rds:RemoveFromGlobalCluster'],
    ['rds:SwitchoverGlobalCluster', 'kms:ScheduleKeyDeletion', 'organizations:*', 'route53:Change*'],
  );
