import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  type FunctionProps,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Permission, Place } from '../domain/step';
import type { TriggerSpec } from '../domain/trigger';
import type { Bundles } from './bundles';
import { policiesFor } from './fitted-policies';
import { logging, TRACING } from './permissions';

export interface BundledFunctionProps {
  readonly place: Place;
  readonly bundles: Bundles;
  /** Kebab-case name of the step or trigger: its bundle. */
  readonly slug: string;
  /** The last word of the function's name. @default the slug */
  readonly lambdaSlug?: string;
  /** What holds while the function does its work; shown in the console. */
  readonly purpose: string;
  readonly timeoutSeconds: number;
  /** What it may do, besides writing its own log and, where it is traced, its traces. */
  readonly permissions: readonly Permission[];
  /** Names of AWS's managed policies that its role holds besides. @default none */
  readonly awsManagedPolicies?: readonly string[] | undefined;
  /** Most executions at one time. @default what the account has left */
  readonly reservedConcurrency?: number;
  /** As {@link TriggerSpec.isAlwaysBusy}. @default false */
  readonly isAlwaysBusy?: boolean | undefined;
  /** @default 512 */
  readonly memoryMegabytes?: number | undefined;
  /** What it cannot know before it is deployed: addresses that AWS makes up. No secrets. @default nothing */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Lambda gives CPU with memory, 1,769 MB being one vCPU; but code is loaded with a whole vCPU whatever the memory. What
 * is left for 512 MB (0.29 vCPU) is to make clients, some 8 ms of a vCPU, and to open TLS connections: twice the memory
 * would save 15 ms of a start that a touch has made before, for twice the price.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html and
 * https://serverlessland.com/content/service/lambda/guides/effectively-running-java-on-serverless/init-heavy-lifting
 */
const MEMORY_MEGABYTES = 512;

const TRACED: Pick<FunctionProps, 'tracing'> = { tracing: Tracing.ACTIVE };

/** Levels of Lambda's own lines exist in the JSON format only. */
const QUIET: Pick<FunctionProps, 'loggingFormat' | 'systemLogLevelV2'> = {
  loggingFormat: LoggingFormat.JSON,
  systemLogLevelV2: SystemLogLevel.WARN,
};

/** A Lambda function of Understudy, with its log and a role that holds exactly what it was asked to hold. */
export class BundledFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { place, bundles, slug, purpose, timeoutSeconds, permissions, awsManagedPolicies } = props;
    const { lambdaSlug = slug, reservedConcurrency, environment, isAlwaysBusy = false } = props;
    const functionName = place.names.lambda(lambdaSlug);
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.THREE_MONTHS,
      // What must be kept of a run is its evidence; a log that stays behind would stop the next deployment by its name.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      ...policiesFor(this, {
        whose: functionName,
        permissions: [...permissions, logging(logGroup.logGroupArn), ...(isAlwaysBusy ? [] : [TRACING])],
        awsManagedPolicies,
      }),
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      description: purpose,
      code: Code.fromAsset(bundles(slug)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMegabytes ?? MEMORY_MEGABYTES,
      timeout: Duration.seconds(timeoutSeconds),
      ...(isAlwaysBusy ? QUIET : TRACED),
      logGroup,
      role: role.withoutPolicyUpdates(),
      reservedConcurrentExecutions: reservedConcurrency,
      environment,
      // A machine names the version it was deployed with: a run under way uses it to the end.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
  }
}
