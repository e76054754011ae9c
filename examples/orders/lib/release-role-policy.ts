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
 * The role stays with every stack it created, and whoever may update such a stack acts with it, even without the right
 * to pass it; so it is kept as small as the release is. The denials repeat what is not allowed anyway: they hold when
 * somebody attaches one policy more.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
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
      conditions: { StringEquals: { 'iam:PassedToService': TASKS } },
    }),
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ['iam:*'],
      resources: ['*'],
      conditions: { StringNotEquals: { 'iam:PassedToService': TASKS } },
    }),
    statement(Effect.DENY, DENIED_ACTIONS, ['*']),
  ];
}

/**
 * Whom roles are passed to. Every call of IAM but PassRole comes without this key, and a negated condition holds where
 * the key is missing: denying `iam:*` unless it says so leaves PassRole to ECS alone, whatever IAM learns one day.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const TASKS = 'ecs-tasks.amazonaws.com';

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

/** Everything that could move, lose or unlock data or users, or the account itself. */
const DENIED_ACTIONS = [
  ...['account:*', 'organizations:*', 'kms:Disable*', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'],
  ...['rds:Delete*', 'rds:FailoverGlobalCluster', 'rds:Modify*', 'rds:RemoveFromGlobalCluster'],
  ...['rds:SwitchoverGlobalCluster', 'route53:Change*', 'sts:AssumeRole'],
];
