import { CfnParameter, Fn, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { CfnService, CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { CONTAINER_PORT, DATABASE_NAME, DATABASE_USER, familyOf, type Service } from './constants';

export interface ReleaseStackProps extends Pick<StackProps, 'synthesizer'> {
  /** Image of the tasks, pinned by digest. */
  readonly image: string;
}

/** What differs between the two services of a release. */
export interface FargateServiceProps {
  readonly service: Service;
  readonly image: string;
  /** Parameters that name this service's target group and log group. */
  readonly targetGroupArn: string;
  readonly logGroup: string;
  /** @default only what every service is told */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Two, one in each availability zone: the loss of a task or of a zone is not felt. */
const TASKS = 2;

/**
 * One service of a release: a task definition, a Fargate service and nothing else, so that creating it asks for no
 * control plane but this Region's own. What it stands on is named by parameters without defaults; the same template is
 * deployed in every Region, and twice side by side in one, so no service here has a fixed name.
 */
export abstract class ReleaseStack extends Stack {
  /** A parameter that the release fills from the output of the same name. */
  protected parameter(name: string, description: string, type = 'String'): CfnParameter {
    return new CfnParameter(this, name, { type, description });
  }

  protected fargateService(props: FargateServiceProps): CfnService {
    return new CfnService(this, 'Service', {
      cluster: this.parameter('ClusterName', 'ECS cluster').valueAsString,
      taskDefinition: this.taskDefinition(props).ref,
      launchType: 'FARGATE',
      desiredCount: TASKS,
      // A task may take this long to start before its target group's verdict counts.
      healthCheckGracePeriodSeconds: 30,
      deploymentConfiguration: {
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        // Without the breaker CloudFormation would wait for hours for tasks that cannot start. No rollback: a new stack
        // has nothing to go back to, and an updated one is rolled back by CloudFormation, so that one of them decides.
        deploymentCircuitBreaker: { enable: true, rollback: false },
      },
      loadBalancers: [
        { containerName: props.service, containerPort: CONTAINER_PORT, targetGroupArn: props.targetGroupArn },
      ],
      networkConfiguration: {
        awsvpcConfiguration: {
          // The subnets have no NAT gateway: a public address is the way to the registry.
          assignPublicIp: 'ENABLED',
          subnets: this.parameter('SubnetIds', 'Subnets of the tasks', 'CommaDelimitedList').valueAsList,
          securityGroups: [this.parameter('TaskSecurityGroupId', 'Security group of the tasks').valueAsString],
        },
      },
    });
  }

  private taskDefinition({ service, image, logGroup, environment = {} }: FargateServiceProps): CfnTaskDefinition {
    return new CfnTaskDefinition(this, 'TaskDefinition', {
      family: familyOf(service),
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
      cpu: '256',
      memory: '512',
      executionRoleArn: this.parameter('ExecutionRoleArn', 'Role that ECS starts tasks with').valueAsString,
      taskRoleArn: this.parameter('TaskRoleArn', 'Role of the tasks').valueAsString,
      containerDefinitions: [
        {
          name: service,
          image,
          command: [service],
          essential: true,
          readonlyRootFilesystem: true,
          portMappings: [{ containerPort: CONTAINER_PORT }],
          environment: named({ ...this.commonEnvironment(), ...environment }),
          secrets: [{ name: 'DATABASE_PASSWORD', valueFrom: this.passwordReference() }],
          logConfiguration: {
            logDriver: 'awslogs',
            options: { 'awslogs-group': logGroup, 'awslogs-region': this.region, 'awslogs-stream-prefix': service },
          },
        },
      ],
    });
  }

  private commonEnvironment(): Record<string, string> {
    return {
      AWS_REGION: this.region,
      RELEASE: this.parameter('Release', 'Id of the release').valueAsString,
      DATABASE_HOST: this.parameter('DatabaseHost', "Writer endpoint of this Region's cluster").valueAsString,
      DATABASE_READER_HOST: this.parameter('DatabaseReaderHost', "Reader endpoint of this Region's cluster")
        .valueAsString,
      DATABASE_NAME,
      DATABASE_USER,
    };
  }

  /**
   * The secret's member `password`.
   * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
   */
  private passwordReference(): string {
    Validations.of(this).acknowledge({
      id: 'CloudFormation-Validate::W2509',
      reason: 'the parameter DatabaseSecretArn is the name of a secret and not the secret',
    });
    return Fn.join('', [this.parameter('DatabaseSecretArn', 'Secret of the database').valueAsString, ':password::']);
  }
}

const named = (environment: Readonly<Record<string, string>>) =>
  Object.entries(environment).map(([name, value]) => ({ name, value }));
