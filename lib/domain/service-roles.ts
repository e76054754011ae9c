import type { Place } from './step';

/** A role that an AWS service works with in the account; AWS makes it once, and IAM's one API is in us-east-1. */
export interface ServiceRole {
  readonly name: string;
  readonly arn: string;
  /** Principal of the service. */
  readonly service: string;
  /** What cannot be made without it. */
  readonly without: string;
}

/**
 * Without its service-linked role a service makes it at the first use, by a call to IAM: the one call that is dead with
 * us-east-1.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
export function serviceRolesOf({ plan, names }: Pick<Place, 'plan' | 'names'>): ServiceRole[] {
  const role = (name: string, service: string, without: string): ServiceRole => ({
    name,
    arn: `arn:${names.partition}:iam::${plan.account}:role/aws-service-role/${service}/${name}`,
    service,
    without,
  });
  return [
    role('AWSServiceRoleForECS', 'ecs.amazonaws.com', 'no service starts a task'),
    role(
      'AWSServiceRoleForElasticLoadBalancing',
      'elasticloadbalancing.amazonaws.com',
      'no target is registered with a load balancer',
    ),
    ...(plan.databases.length > 0
      ? [role('AWSServiceRoleForRDS', 'rds.amazonaws.com', 'no database is managed by RDS')]
      : []),
  ];
}
