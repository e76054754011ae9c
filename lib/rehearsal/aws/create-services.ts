import type { Chance } from '../world/chance';
import type { Pace } from '../world/clock';
import type { HealthProber } from '../world/health-prober';
import type { Listens } from '../world/https-server';
import type { Identities } from '../world/identities';
import type { LambdaHost } from '../world/lambda-host';
import type { Balancers } from '../world/load-balancer';
import type { Network } from '../world/network';
import type { Tasks } from '../world/tasks';
import { createAsyncInvocations } from './async-invocations';
import { createCloudFormation } from './cloudformation';
import { createCloudWatch } from './cloudwatch';
import { type Durations, type Span, USUAL } from './durations';
import { createDynamoDb, type DynamoDb } from './dynamodb';
import { createEcr } from './ecr';
import { createEcs } from './ecs';
import { createEventSourceMappings } from './event-source-mappings';
import { createEvents } from './events';
import { createFunctionPolicies } from './function-policies';
import { createIamDecider, type IamDecider } from './iam';
import { createIamApi } from './iam-api';
import { createKms } from './kms';
import { createLambdaApi } from './lambda-api';
import { createLambdaConcurrency } from './lambda-concurrency';
import { createLoadBalancers } from './load-balancers';
import { publishQueueLengths } from './queue-metrics';
import { createQueues } from './queues';
import { createQuotas } from './quotas';
import { createRds, type PostgresWorld } from './rds';
import { createRegistry } from './registry';
import { createRoles } from './roles';
import { createRoute53 } from './route53';
import { createS3 } from './s3';
import { createScheduler } from './scheduler';
import { createSecrets } from './secrets';
import type { Services } from './services';
import { createSns } from './sns';
import { createSsm } from './ssm';
import { createStateMachines, type Entering } from './states';
import { createThrottle } from './throttle';
import { topicTeller } from './topic-teller';

export interface ServicesOptions {
  readonly account: string;
  readonly pace: Pace;
  readonly chance: Chance;
  readonly identities: Identities;
  /** Where the databases keep their data, outside the repository. */
  readonly directory: string;
  readonly balancers: Balancers;
  readonly lambdas: LambdaHost;
  readonly listen: Listens;
  readonly network: Network;
  readonly postgres: PostgresWorld;
  readonly prober: HealthProber;
  readonly tasks: Tasks;
  /** Told what went wrong where no caller waits. */
  readonly onDefect: (error: unknown) => void;
  /** @default one dynalite for each Region */
  readonly dynamodb?: DynamoDb;
  /** @default a new one, with no roles */
  readonly iam?: IamDecider;
  /** @default the same each time: `USUAL` */
  readonly durations?: Durations;
  /** Hears what took AWS how long. @default nobody does */
  readonly onSpan?: (span: Span) => void;
  /** What Step Functions takes from one state to the next. @default no time */
  readonly transitionMilliseconds?: (entering: Entering) => number;
}

/** All AWS services of one world, wired to each other and to its real parts. */
export function createServices(options: ServicesOptions): Services & { close(): Promise<void> } {
  const { account, pace, chance, balancers, network, onDefect } = options;
  const { clock } = pace;
  const { durations = USUAL, onSpan = () => {} } = options;
  const timing = { durations, onSpan };
  const iam = options.iam ?? createIamDecider();
  const lambdaConcurrency = createLambdaConcurrency(options.lambdas);
  const { lambdas } = lambdaConcurrency;
  const functionPolicies = createFunctionPolicies();
  const queues = createQueues();
  const loadBalancers = createLoadBalancers(balancers);
  const registry = createRegistry();
  const roles = createRoles();
  const asyncInvocations = createAsyncInvocations({ pace, lambdas, network, iam, queues });
  const sns = createSns({ account, clock });
  const tellTopic = topicTeller(sns, registry);
  const delivered = { policies: functionPolicies, asyncInvocations, queues, tellTopic };
  const events = createEvents({ account, pace, timing, network, ...delivered });
  const cloudwatch = createCloudWatch({
    ...{ pace, timing, account, publish: events.publish },
    notify: ({ alarmArn: sourceArn, ...message }) =>
      void tellTopic({ service: 'cloudwatch.amazonaws.com', sourceArn, ...message }),
  });
  const dynamodb = options.dynamodb ?? createDynamoDb({ account, clock });
  const { streams } = dynamodb;
  const throttle = createThrottle(pace);
  const services: Services = throttle.over({
    ...options,
    throttle,
    timing,
    iam,
    lambdas,
    lambdaConcurrency,
    functionPolicies,
    queues,
    loadBalancers,
    asyncInvocations,
    events,
    sns,
    cloudwatch,
    cloudformation: createCloudFormation({ account, onDefect, services: () => services }),
    dynamodb,
    ecr: createEcr({ account }),
    ecs: createEcs({ account }),
    eventSourceMappings: createEventSourceMappings({ pace, lambdas, network, iam, queues, streams }),
    iamApi: createIamApi({ account, iam, roles }),
    kms: createKms({ account }),
    lambdaApi: createLambdaApi({ account, lambdas, functionRoles: registry.functionRoles }),
    rds: createRds({ ...options, timing, cloudwatch, publish: events.publish }),
    quotas: createQuotas({ account }),
    registry,
    roles,
    route53: createRoute53({ ...options, timing, loadBalancers, cloudwatch }),
    s3: createS3({ clock }),
    scheduler: createScheduler({ account, clock }),
    secrets: createSecrets(chance),
    ssm: createSsm({ account, clock }),
    states: createStateMachines({ ...options, lambdas, iam, clock, publish: events.publish }),
  });
  const stopMeasuring = publishQueueLengths({ pace, queues, cloudwatch });
  return {
    ...services,
    close: () => {
      stopMeasuring();
      return closeAll(services);
    },
  };
}

/** Ends what runs by itself. The real parts are ended by whoever made them. */
async function closeAll(services: Services): Promise<void> {
  services.events.close();
  services.asyncInvocations.close();
  services.eventSourceMappings.close();
  services.cloudformation.close();
  services.cloudwatch.close();
  services.route53.close();
  await Promise.all([...services.registry.running].map((end) => end()));
  await services.states.close();
  await services.rds.close();
  await services.dynamodb.close();
}
