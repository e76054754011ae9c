import type { Pace } from '../world/clock';
import type { Listens } from '../world/https-server';
import type { Identities } from '../world/identities';
import type { LambdaHost } from '../world/lambda-host';
import type { Balancers } from '../world/load-balancer';
import type { Network } from '../world/network';
import type { Tasks } from '../world/tasks';
import type { AsyncInvocations } from './async-invocations';
import type { CloudFormation } from './cloudformation';
import type { CloudWatch } from './cloudwatch';
import type { DynamoDb } from './dynamodb';
import type { Ecr } from './ecr';
import type { Ecs } from './ecs';
import type { EventSourceMappings } from './event-source-mappings';
import type { Events } from './events';
import type { FunctionPolicies } from './function-policies';
import type { IamDecider } from './iam';
import type { IamApi } from './iam-api';
import type { Kms } from './kms';
import type { LambdaApi } from './lambda-api';
import type { LambdaConcurrency } from './lambda-concurrency';
import type { LoadBalancers } from './load-balancers';
import type { Queues } from './queues';
import type { Quotas } from './quotas';
import type { Rds } from './rds';
import type { Registry } from './registry';
import type { Roles } from './roles';
import type { Route53 } from './route53';
import type { S3 } from './s3';
import type { Scheduler } from './scheduler';
import type { Secrets } from './secrets';
import type { Sns } from './sns';
import type { Ssm } from './ssm';
import type { StateMachines } from './states';

/** Everything that a template's resources can come to life in. */
export interface Services {
  readonly account: string;
  readonly pace: Pace;
  readonly identities: Identities;
  readonly iam: IamDecider;
  // AWS services behind the one endpoint
  readonly cloudformation: CloudFormation;
  readonly cloudwatch: CloudWatch;
  readonly dynamodb: DynamoDb;
  readonly ecr: Ecr;
  readonly ecs: Ecs;
  readonly events: Events;
  readonly iamApi: IamApi;
  readonly kms: Kms;
  readonly lambdaApi: LambdaApi;
  readonly loadBalancers: LoadBalancers;
  readonly quotas: Quotas;
  readonly rds: Rds;
  readonly route53: Route53;
  readonly s3: S3;
  readonly scheduler: Scheduler;
  readonly sns: Sns;
  readonly ssm: Ssm;
  readonly states: StateMachines;
  // what has no API here because nothing calls one
  readonly asyncInvocations: AsyncInvocations;
  readonly eventSourceMappings: EventSourceMappings;
  readonly functionPolicies: FunctionPolicies;
  readonly lambdaConcurrency: LambdaConcurrency;
  readonly queues: Queues;
  readonly registry: Registry;
  readonly roles: Roles;
  readonly secrets: Secrets;
  // the real parts
  readonly balancers: Balancers;
  readonly lambdas: LambdaHost;
  readonly listen: Listens;
  readonly network: Network;
  readonly tasks: Tasks;
}
