import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type AnyStep, lambdaSlugOf, type Permission, type Place } from '../domain/step';
import { policyOf, TRACING } from './permissions';

/**
 * The role of a machine: it may invoke every version of its own functions, in the lane of the place, because a run
 * under way uses the versions it began with, and nothing else that changes anything.
 */
export function machineRole(scope: Construct, steps: readonly AnyStep[], place: Place): Role {
  const { plan, region, names } = place;
  return new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': plan.account },
        ArnLike: { 'aws:SourceArn': `arn:${names.partition}:states:${region}:${plan.account}:stateMachine:*` },
      },
    }),
    inlinePolicies: { Understudy: policyOf([invoking(steps, place), LOG_DELIVERY, SAMPLED_TRACING]) },
  });
}

const invoking = (steps: readonly AnyStep[], { plan, region, names, lane = 'live' }: Place): Permission => ({
  actions: ['lambda:InvokeFunction'],
  resources: steps.map(
    (step) =>
      `arn:${names.partition}:lambda:${region}:${plan.account}:function:${names.lambda(lambdaSlugOf(step, lane))}:*`,
  ),
});

/**
 * Log delivery has no resources to name.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
const LOG_DELIVERY: Permission = {
  actions: [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  resources: ['*'],
};

/** Source: https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html */
const SAMPLED_TRACING: Permission = {
  ...TRACING,
  actions: [...TRACING.actions, 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
};
