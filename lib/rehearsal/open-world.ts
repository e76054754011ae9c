import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../domain/plan';
import { createServices } from './aws/create-services';
import type { HistoryLine } from './aws/history';
import { createPerson } from './aws/persons';
import { type AwsServer, startAwsServer } from './aws/server';
import type { Services } from './aws/services';
import type { SideDoors } from './aws/side-doors';
import { createFaults, type Faults } from './faults';
import { chanceFrom } from './world/chance';
import { paceOf, wallClock } from './world/clock';
import { type Dns, startDns } from './world/dns';
import { resolveHost } from './world/dns-client';
import { createHealthProber } from './world/health-prober';
import { createHttpClient } from './world/http-client';
import { openHttpsServer } from './world/https-server';
import { createIdentities, WORLD_ROLE } from './world/identities';
import { createLambdaHost, type Invoked } from './world/lambda-host';
import { openLink } from './world/link';
import { createBalancers } from './world/load-balancer';
import { openNetwork } from './world/network';
import { createOrdersClient, type OrdersClient } from './world/orders-client';
import { createPrimary, createReplica, replicaLagSeconds } from './world/postgres';
import { createTasks } from './world/tasks';
import { type Authority, createAuthority } from './world/tls';

/** A local world: AWS behind one endpoint, and the real parts that its services move. */
export interface World {
  readonly services: Services;
  /** The one endpoint of all services and Regions, on loopback. */
  readonly url: string;
  readonly planFile: string;
  /** Where it keeps its files; removed with it. */
  readonly directory: string;
  readonly faults: Faults;
  readonly dns: Dns;
  readonly orders: OrdersClient;
  /** Every call that changed something. */
  readonly history: readonly HistoryLine[];
  /** What a faithful rehearsal must not have: calls of operations that are not rehearsed, defects of the world. */
  readonly problems: readonly string[];
  /** What Lambdas and tasks wrote, oldest first. */
  readonly log: readonly string[];
  /** Every invocation of a function, in the order in which they ended. */
  readonly invocations: readonly Invoked[];
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
  /** The plan that is deployed, and the file it was written to. */
  readonly plan: Plan;
  readonly planFile: string;
}

/** Opens a world in which nothing is deployed. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { account, seed, planFile, directory } = options;
  const pace = paceOf(wallClock, options.scale);
  const notes = notebook();
  const real = await openRealParts(options, notes);
  const services = createServices({
    ...real,
    account,
    pace,
    chance: chanceFrom(seed),
    directory: real.folders.postgres,
    postgres: { createPrimary, createReplica, replicaLagSeconds, openLink },
    listen: (host, answer) => openHttpsServer({ host, tls: real.tls, answer }),
    onDefect: notes.onDefect,
  });
  real.late.services = services;
  const apis = apisOf(services);
  const faults = createFaults({
    account,
    lambdas: real.lambdas,
    changes: (name, operation) => apis.find(({ signingName }) => signingName === name)?.changes(operation) === true,
  });
  const server = await startAwsServer({
    services: apis,
    around: faults.around,
    identities: services.identities,
    decide: services.iam,
    isCut: (region) => services.network.isCut(region),
    onCall: (line) => notes.history.push(line),
    onUnimplemented: notes.onUnimplemented,
    onDefect: notes.onDefect,
    clock: pace.clock,
    sideDoors: sideDoorsOf(options, services, real.tls),
  });
  real.late.endpointUrl = server.url;
  const worldHand = services.identities.issue({ roleArn: WORLD_ROLE, about: 'world', region: 'global' });
  return {
    ...notes,
    services,
    url: server.url,
    planFile,
    directory,
    faults,
    dns: real.dns,
    orders: real.orders,
    clientSettings: (region) => ({ region, endpoint: server.url, credentials: worldHand }),
    publishImages: (assembly) => publishImages(services, assembly),
    close: () => closeAll({ real, services, server }),
  };
}

/** For people at a held world: their keys, and function URLs, whose names only this world knows. */
const sideDoorsOf = ({ plan }: WorldOptions, services: Services, { caPem }: Authority): SideDoors => ({
  person: (name) => createPerson(services, { name, plan, as: 'deployer' }),
  portOf: (host) => {
    const address = services.network.addressOf(host);
    return address === undefined ? undefined : services.network.loopbackPortOf({ address, port: 443 });
  },
  caPem,
});

/** What a world writes down about itself. */
function notebook() {
  const history: HistoryLine[] = [];
  const problems: string[] = [];
  const log: string[] = [];
  const invocations: Invoked[] = [];
  return {
    history,
    problems,
    log,
    invocations,
    onDefect(error: unknown) {
      problems.push(`the world itself failed: ${error instanceof Error ? error.stack : error}`);
    },
    onUnimplemented({ service, operation, region }: { service: string; operation: string; region: string }) {
      problems.push(`${service}:${operation} was called in ${region} and is not rehearsed`);
    },
  };
}

type RealParts = Awaited<ReturnType<typeof openRealParts>>;

/** Everything that is no model: network, names, certificates, processes. */
async function openRealParts({ directory, scale }: WorldOptions, { log, invocations }: ReturnType<typeof notebook>) {
  const folders = foldersIn(directory);
  const pace = paceOf(wallClock, scale);
  // Names are answered from Route 53's records, and functions call an endpoint: both exist a moment later.
  const late: { services?: Services; endpointUrl: string } = { endpointUrl: '' };
  const network = await openNetwork({ directory: folders.network });
  const tls = await createAuthority({ directory: folders.network });
  const dns = await startDns({ network, source: () => late.services?.route53 });
  const hosts = { network, tls, dnsPort: () => dns.port };
  const identities = createIdentities();
  const lambdas = createLambdaHost({
    ...hosts,
    identities,
    endpointUrl: () => late.endpointUrl,
    workDirectory: folders.lambda,
    onLog: ({ functionName, region, text }) => log.push(`${region} ${functionName}: ${text}`),
    onInvoked: (invoked) => invocations.push(invoked),
  });
  const tasks = createTasks({
    ...hosts,
    workDirectory: folders.tasks,
    onLog: ({ about, region, text }) => log.push(`${region} ${about}: ${text}`),
  });
  const balancers = createBalancers({ ...hosts, pace });
  const resolve = async (host: string) => (await resolveHost(host, dns.port)).address;
  const prober = createHealthProber({ network, resolve, pace });
  const orders = createOrdersClient({ http: createHttpClient({ ...hosts, clock: pace.clock }), clock: pace.clock });
  return { folders, late, network, tls, dns, identities, lambdas, tasks, balancers, prober, orders };
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
const apisOf = (services: Services) => {
  const { cloudformation, cloudwatch, dynamodb, ecr, ecs, events, iamApi, kms, lambdaApi } = services;
  const { loadBalancers, quotas, rds, route53, s3, scheduler, sns, ssm, states } = services;
  return [
    ...[cloudformation, cloudwatch, dynamodb, ecr, ecs, events, iamApi, kms, lambdaApi],
    ...[loadBalancers, quotas, rds, route53, s3, scheduler, sns, ssm, states],
  ].map(({ service }) => service);
};

/** The repository that the templates of the example name. */
const IMAGE_REPOSITORY = 'orders';

function publishImages({ tasks, ecr }: Services, assembly: string): void {
  const folder = join(assembly, 'images');
  for (const file of readdirSync(folder)) {
    const digest = /^sha256-([0-9a-f]{64})\.mjs$/.exec(file)?.[1];
    if (!digest) continue;
    tasks.publishImage(`sha256:${digest}`, join(folder, file));
    ecr.putImage({ repository: IMAGE_REPOSITORY, digest: `sha256:${digest}`, tags: ['released'] });
  }
}

interface OpenWorld {
  readonly real: RealParts;
  readonly services: Pick<Services, 'events' | 'asyncInvocations'> & { close(): Promise<void> };
  readonly server: AwsServer;
}

/** From what starts things to what they stand on; nothing is left running. */
async function closeAll({ real, services, server }: OpenWorld): Promise<void> {
  const { orders, prober, lambdas, tasks, balancers, dns, network } = real;
  await orders.stop();
  services.events.close();
  services.asyncInvocations.close();
  // A function at work would go on calling a table that is gone, and the table's server ends the process over it.
  await lambdas.close();
  await server.close();
  await services.close();
  // Route 53 asks it until then.
  prober.close();
  await Promise.all([tasks.close(), balancers.close()]);
  await dns.close();
  await network.close();
}
