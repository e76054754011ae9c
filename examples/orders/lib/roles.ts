import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { logGroupNameOf, SECRET_NAME, SERVICES } from './constants';
import { REPOSITORY } from './image';
import type { Place } from './place';
import { releaseRolePolicy } from './release-role-policy';

export interface RolesProps {
  readonly place: Place;
}

/**
 * The Region's roles. IAM is one for all Regions, so the Region is part of every name; and they stand before a
 * takeover, because IAM's control plane is in us-east-1 and may be what is down.
 */
export class Roles extends Construct {
  /** Values of the release's parameters. */
  readonly outputs: Readonly<Record<'ExecutionRoleArn' | 'TaskRoleArn', string>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RolesProps,
  ) {
    super(scope, id);
    const execution = this.role('Execution', 'ecs-tasks', {
      roleName: `orders-execution-${props.place.region}`,
      description: 'ECS starts tasks of orders with it: image, logs, secret',
      policy: this.executionPolicy(),
    });
    // May do nothing, because the service calls no AWS API; it has a role so that it never needs another one.
    const task = this.role('Task', 'ecs-tasks', {
      roleName: `orders-task-${props.place.region}`,
      description: 'Tasks of orders act as it; they call no AWS API',
    });
    this.role('Release', 'cloudformation', {
      roleName: props.place.releaseRoleName,
      description: 'CloudFormation creates and deletes the stacks of a release with it',
      policy: releaseRolePolicy({ stack: Stack.of(this), passedRoleArns: [execution.roleArn, task.roleArn] }),
    });
    this.outputs = { ExecutionRoleArn: execution.roleArn, TaskRoleArn: task.roleArn };
  }

  /** A role for one AWS service, on behalf of this account only. */
  private role(
    id: string,
    service: 'ecs-tasks' | 'cloudformation',
    { policy, ...props }: { roleName: string; description: string; policy?: readonly PolicyStatement[] },
  ): Role {
    const conditions = { StringEquals: { 'aws:SourceAccount': this.props.place.account } };
    return new Role(this, id, {
      ...props,
      assumedBy: new ServicePrincipal(`${service}.amazonaws.com`, { conditions }),
      ...(policy && { inlinePolicies: { Policy: new PolicyDocument({ statements: [...policy] }) } }),
    });
  }

  /** Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html */
  private executionPolicy(): PolicyStatement[] {
    const { partition, region, account } = Stack.of(this);
    const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
    const allow = (actions: string[], resources: string[]) =>
      new PolicyStatement({ effect: Effect.ALLOW, actions, resources });
    return [
      allow(['ecr:GetAuthorizationToken'], ['*']),
      allow(
        ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        [arn('ecr', `repository/${REPOSITORY}`)],
      ),
      allow(
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        SERVICES.map((service) => arn('logs', `log-group:${logGroupNameOf(service)}:*`)),
      ),
      // Secrets Manager ends a secret's ARN with a hyphen and six characters of its own.
      allow(['secretsmanager:GetSecretValue'], [arn('secretsmanager', `secret:${SECRET_NAME}-??????`)]),
    ];
  }
}
