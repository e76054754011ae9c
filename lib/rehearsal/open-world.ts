import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createAsyncInvocations } from './aws/async-invocations';
import { createCloudFormation } from './aws/cloudformation';
import { createCloudWatch } from './aws/cloudwatch';
import { createDynamoDb } from './aws/dynamodb';
import { createEvents, type Events } from './aws/events';
import { createFunctionPolicies } from './aws/function-policies';
import type { HistoryLine } from './aws/history';
import { createIamDecider } from './aws/iam';
import { createIdentities, WORLD_ROLE } from './aws/identities';
import { createLoadBalancers } from './aws/load-balancers';
import { createQueues } from './aws/queues';
import { createRds } from './aws/rds';
import { createRegistry } from './aws/registry';
import { createRoles } from './aws/roles';
import { createRoute53 } from './aws/route53';
import { createS3 } from './aws/s3';
import { createSecrets } from './aws/secrets';
import { type AwsServer, startAwsServer } from './aws/server';
import type { Services } from './aws/services';
import { createSns } from './aws/sns';
import { createStateMachines } from './aws/states';
import { chanceFrom } from './world/chance';
import { paceOf, wallClock } from './world/clock';
import { type Dns, startDns } from './world/dns';
import { createHealthProber } from './world/health-prober';
import { createHttpClient } from './world/http-client';
import { createLambdaHost } from './world/lambda-host';
import { openLink } from './world/link';
import { createBalancers } from './world/load-balancer';
import { openNetwork } from './world/network';
import { createOrdersClient, type OrdersClient } from './world/orders-client';
import { createPrimary, createReplica, replicaLagSeconds } from './world/postgres';
import { createTasks } from './world/tasks';
import { createAuthority } from './world/tls';

/** A local world: AWS behind one endpoint, and the real parts that its services move. */
export interface World {
  readonly services: Services;
  readonly dns: Dns;
  readonly orders: OrdersClient;
  /** Every call that changed something. */
  readonly history: readonly HistoryLine[];
  /** What a faithful rehearsal must not have: calls of operations that are not rehearsed, defects of the world. */
  readonly problems: readonly string[];
  /** What Lambdas and tasks wrote, oldest first. */
  readonly log: readonly string[];
  /** Settings of an SDK client in the world's own hand, which may do everything. */
  clientSettings(region: string): {
    region: string;
    endpoint: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  /** Makes the programs of a cloud assembly's `images/` folder known by their digest. */
  publishImages(assembly: string): void;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** An empty folder outside the repository. */
  readonly directory: string;
  readonly account: string;
  readonly seed: number;
  readonly scale: number;
}

/** Opens a world in which nothing is deployed. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const parts = await openParts(options);
  const { services, history, problems } = parts;
  const server = await startAwsServer({
    services: apisOf(services),
    identities: services.identities,
    decide: services.iam,
    isCut: services.network.isCut.bind(services.network),
    onCall: (line) => history.push(line),
    onUnimplemented: ({ service, operation, region }) =>
      problems.push(`${service}:${operation} was called in ${region} and is not rehearsed`),
    onDefect: parts.onDefect,
    clock: services.pace.clock,
  });
  parts.endpoint.url = server.url;
  const worldHand = services.identities.issue({ roleArn: WORLD_ROLE, about: 'world', region: 'us-east-1' });
  return {
    ...parts,
    clientSettings: (region) => ({ region, endpoint: server.url, credentials: worldHand }),
    publishImages: (assembly) => publishImages(services, assembly),
    close: () => closeAll(parts, server),
  };
}

type Parts = Awaited<ReturnType<typeof openParts>>;

async function openParts({ directory, account, seed, scale }: WorldOptions) {
  const folders = foldersIn(directory);
  const pace = paceOf(wallClock, scale);
  const { clock } = pace;
  const chance = chanceFrom(seed);
  const history: HistoryLine[] = [];
  const problems: string[] = [];
  const log: string[] = [];
  const onDefect = (error: unknown) =>
    void problems.push(`the world itself failed: ${error instanceof Error ? error.stack : error}`);
  const endpoint = { url: '' };
  const network = await openNetwork({ directory: folders.network });
  const tls = await createAuthority({ directory: folders.network });
  const identities = createIdentities();
  const iam = createIamDecider();
  // The DNS server answers from Route 53's records, and Route 53 probes names that the DNS server resolves.
  const dns: Dns = await startDns({ network, source: () => route53 });
  const dnsPort = () => dns.port;
  const hosts = { network, dnsPort, tls };
  const lambdas = createLambdaHost({
    ...hosts,
    identities,
    endpointUrl: () => endpoint.url,
    workDirectory: folders.lambda,
    onLog: ({ functionName, region, text }) => log.push(`${region} ${functionName}: ${text}`),
  });
  const tasks = createTasks({
    ...hosts,
    workDirectory: folders.tasks,
    onLog: ({ about, region, text }) => log.push(`${region} ${about}: ${text}`),
  });
  const balancers = createBalancers({ network, tls, pace });
  const loadBalancers = createLoadBalancers(balancers);
  const functionPolicies = createFunctionPolicies();
  const queues = createQueues();
  const asyncInvocations = createAsyncInvocations({ pace, lambdas, network, iam, queues });
  const sns = createSns({ account, clock });
  const events: Events = createEvents({ account, pace, network, policies: functionPolicies, asyncInvocations, queues });
  const cloudwatch = createCloudWatch({
    pace,
    account,
    notify: (message) => sns.publish(message),
    publish: (event) => events.publish(event),
  });
  const prober = createHealthProber({ network, dnsPort, pace });
  const route53 = createRoute53({ pace, prober, network, loadBalancers });
  const postgres = { createPrimary, createReplica, replicaLagSeconds, openLink };
  const rds = createRds({ account, pace, network, cloudwatch, postgres, directory: folders.postgres, onDefect });
  const http = createHttpClient({ network, dnsPort, tls, clock });
  const services: Services = {
    account,
    pace,
    identities,
    iam,
    cloudformation: createCloudFormation({ account, services: () => services, onDefect }),
    cloudwatch,
    dynamodb: createDynamoDb({ account }),
    events,
    rds,
    route53,
    s3: createS3({ clock }),
    sns,
    states: createStateMachines({ lambdas, iam, clock, chance, onDefect }),
    asyncInvocations,
    functionPolicies,
    loadBalancers,
    queues,
    registry: createRegistry(),
    roles: createRoles(),
    secrets: createSecrets(chance),
    balancers,
    lambdas,
    network,
    tasks,
    tls,
  };
  return {
    services,
    dns,
    prober,
    endpoint,
    history,
    problems,
    log,
    onDefect,
    orders: createOrdersClient({ http, clock }),
  };
}

function foldersIn(directory: string) {
  const folder = (name: string) => {
    const path = join(directory, name);
    mkdirSync(path, { recursive: true, mode: 0o755 });
    return path;
  };
  return { network: folder('network'), lambda: folder('lambda'), tasks: folder('tasks'), postgres: folder('postgres') };
}

/** The services that have an API behind the endpoint. */
const apisOf = ({ cloudformation, cloudwatch, dynamodb, rds, route53, s3, sns, states }: Services) =>
  [cloudformation, cloudwatch, dynamodb, rds, route53, s3, sns, states].map(({ service }) => service);

function publishImages({ tasks }: Services, assembly: string): void {
  const folder = join(assembly, 'images');
  for (const file of readdirSync(folder)) {
    const digest = /^sha256-([0-9a-f]{64})\.mjs$/.exec(file)?.[1];
    if (digest) tasks.publishImage(`sha256:${digest}`, join(folder, file));
  }
}

/** From what starts things to what they stand on; nothing is left running. */
async function closeAll({ services, dns, prober, orders }: Parts, server: AwsServer): Promise<void> {
  const { events, cloudwatch, asyncInvocations, states, lambdas, tasks, balancers, rds, route53, dynamodb, network } =
    services;
  await orders.stop();
  events.close();
  cloudwatch.close();
  asyncInvocations.close();
  prober.close();
  route53.close();
  await states.close();
  await Promise.all([lambdas.close(), tasks.close(), balancers.close()]);
  await rds.close();
  await dynamodb.close();
  await server.close();
  await dns.close();
  await network.close();
}
