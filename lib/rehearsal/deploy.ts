import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CURRENT_MANIFEST_KEY, namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import { ReleaseManifest } from '../domain/release';
import { readAssembly, type SynthesisedStack } from './assembly';
import { type AttachClients, attachTraffic } from './attach';
import { type ProvisionedStack, provisionStack, type StackRequest } from './aws/provisioner';
import type { Services } from './aws/services';

/** Where the two apps were synthesised to. */
export interface Assemblies {
  readonly controlPlane: string;
  readonly example: string;
}

/** A world in which everything can be deployed. */
export interface DeployWorld {
  readonly services: Services;
  /** Clients in the world's own hand. */
  readonly clients: AttachClients;
  /** Lets a name server answer under its name. */
  serveAs(nameServer: string): Promise<void>;
  /** Carries out a statement in the database of a cluster, as the owner of its tables. */
  migrate(cluster: { readonly region: string; readonly identifier: string; readonly sql: string }): Promise<void>;
  /** Publishes what an assembly holds, as the team's pipeline does. */
  publish(assembly: string): Promise<void>;
}

/** What is deployed before a story begins. */
export interface Deployment {
  readonly assemblies: Assemblies;
  /** The same, read. @default they are read now */
  readonly stacks?: { readonly controlPlane: SynthesisedStack[]; readonly example: SynthesisedStack[] };
  /** Whether the failover records of the public names are there; otherwise the story attaches them. */
  readonly isAttached: boolean;
}

/** A Region after everything that stands before the disaster was deployed to it. */
interface DeployedRegion {
  readonly region: string;
  readonly controlPlane: ProvisionedStack;
}

const SCHEMA_FILE = join(__dirname, '../../examples/orders/schema.sql');
/** One way, between the Regions; Aurora's replication lag is typically below a second. */
const REPLICATION_MILLISECONDS = 400;
/** Name servers of the zone; any names do, as long as the world answers for them. */
const NAME_SERVERS = ['ns-1.awsdns-01.com', 'ns-2.awsdns-02.net'];

/**
 * Deploys what a team deploys long before the disaster: in every Region the pilot light and the control plane; the
 * release, published by the command that the team's pipeline runs; at home the application itself; the witness; and the
 * failover records of the public names.
 *
 * @returns deploys the release in another Region as it was deployed at home
 */
export async function deployEverything(
  world: DeployWorld,
  plan: Plan,
  { assemblies, stacks, isAttached }: Deployment,
): Promise<DeployRelease> {
  const [home = ''] = plan.regions;
  await createZone(world, plan);
  createTeamTopics(world, plan);
  const example = stacks?.example ?? readAssembly(assemblies.example);
  const controlPlanes = stacks?.controlPlane ?? readAssembly(assemblies.controlPlane);
  const releaseIn: DeployRelease = (region) =>
    deployRelease(world, plan, { region, stacks: example, assetDirectory: assemblies.example });
  const deployed: DeployedRegion[] = [];
  // What does not answer yet would look lost: nobody watches before the application is up.
  const { events } = world.services;
  const watches = plan.regions.map((region) => ({
    region,
    functionName: namesOf(plan, region).lambda('watch-region'),
  }));
  for (const watch of watches) events.pause(watch);
  // Home first: the secondary clusters of the other Regions join the global database that home creates.
  for (const region of plan.regions) {
    const [, controlPlane] = await bothEnded(
      provision(world, stackIn(example, region), assemblies.example),
      provision(world, stackIn(controlPlanes, region), assemblies.controlPlane),
    );
    deployed.push({ region, controlPlane });
    if (region === home) await createTables(world, plan);
    else slowReplication(world, plan, region);
  }
  await world.publish(assemblies.example);
  await releaseIn(home);
  for (const watch of watches) events.resume(watch);
  if (plan.watch.witness) await provision(world, stackIn(controlPlanes, plan.watch.witness), assemblies.controlPlane);
  if (isAttached) await attachTraffic(world.clients, plan, signalHostIn(deployed));
  return releaseIn;
}

/** Waits for both also when one fails: what goes on creating in a world that is closed would never end. */
async function bothEnded<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

const stackIn = (stacks: readonly SynthesisedStack[], region: string) =>
  found(
    stacks.find((stack) => stack.region === region),
    `no stack for ${region} was synthesised`,
  );

const stackCalled = (stacks: readonly SynthesisedStack[], id: string) =>
  found(
    stacks.find((stack) => stack.id === id),
    `no stack ${id} was synthesised`,
  );

function found<Value>(value: Value | undefined, problem: string): Value {
  if (value === undefined) throw new Error(problem);
  return value;
}

/** Creates a stack by the world's own hand, and lets CloudFormation show it. */
const provision = ({ services }: DeployWorld, stack: SynthesisedStack, assetDirectory: string) =>
  registered(services, stack, {
    name: stack.stackName,
    region: found(stack.region, `${stack.id} names no Region`),
    account: services.account,
    template: stack.template,
    assetDirectory,
  });

/** Written once, however many worlds it is deployed to. */
const texts = new WeakMap<object, string>();

function textOf(template: object): string {
  const text = texts.get(template) ?? JSON.stringify(template);
  texts.set(template, text);
  return text;
}

async function registered(
  services: Services,
  { isProtected }: SynthesisedStack,
  request: StackRequest,
): Promise<ProvisionedStack> {
  const made = await provisionStack(services, request);
  const { name, region, template, parameters = {}, as } = request;
  services.cloudformation.register({
    ...{ ...made, name, region, parameters, isProtected, template: textOf(template) },
    ...(as && { roleArn: as.roleArn }),
  });
  return made;
}

async function createZone({ services, serveAs }: DeployWorld, { traffic }: Plan): Promise<void> {
  const [record] = traffic.records;
  const zone = found(record, 'the plan has no record').name.split('.').slice(-2).join('.');
  services.route53.createZone({ id: traffic.hostedZoneId, name: zone, nameServers: NAME_SERVERS });
  for (const host of NAME_SERVERS) await serveAs(host);
}

/** The topics of the plan's `notify` are the team's own; they exist before Understudy does. */
function createTeamTopics({ services }: DeployWorld, { regions, notify }: Plan): void {
  for (const region of regions) {
    for (const topic of notify) services.sns.createTopic(region, { name: topic.split(':').at(-1) ?? '' });
  }
}

/** The schema belongs to the team's pipeline: a service of a release never migrates at its start. */
async function createTables({ migrate }: DeployWorld, { databases, regions }: Plan): Promise<void> {
  const [home = ''] = regions;
  for (const { clusters } of databases) {
    await migrate({ region: home, identifier: clusters[home] ?? '', sql: readFileSync(SCHEMA_FILE, 'utf8') });
  }
}

/** Rows reach the secondary a moment after they were acknowledged: what a lost Region takes with it. */
function slowReplication({ services }: DeployWorld, { databases }: Plan, region: string): void {
  for (const { clusters } of databases) {
    const link = services.rds.linkOf(region, clusters[region] ?? '');
    if (link) link.latencyMilliseconds = REPLICATION_MILLISECONDS;
  }
}

/** Deploys the release in a Region, as the team's own pipeline does. */
export type DeployRelease = (region: string) => Promise<void>;

interface PipelineRelease {
  readonly region: string;
  readonly stacks: readonly SynthesisedStack[];
  readonly assetDirectory: string;
}

/** The application runs at home as the team's own pipeline deployed it: same templates, same parameters, same role. */
async function deployRelease(world: DeployWorld, plan: Plan, pipeline: PipelineRelease): Promise<void> {
  const { region, stacks, assetDirectory } = pipeline;
  const outputs = new Map<string, Record<string, string>>();
  const as = { roleArn: namesOf(plan, region).releaseRoleArn, about: 'pipeline', region };
  const manifest = currentManifest(world, plan, region);
  for (const { name, parameters } of manifest.stacks) {
    const values = Object.entries(parameters.live).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : (outputs.get(value.stack)?.[value.output] ?? ''),
    ]);
    const stack = stackCalled(stacks, name);
    const made = await registered(world.services, stack, {
      // Under its own name: only Understudy's stacks are named after their release.
      name,
      region,
      account: world.services.account,
      template: stack.template,
      parameters: Object.fromEntries(values),
      assetDirectory,
      as,
    });
    outputs.set(name, made.outputs);
  }
}

/** The manifest of the release that is current in a Region, as it was published. */
export function currentManifest(
  { services }: Pick<DeployWorld, 'services'>,
  plan: Plan,
  region: string,
): ReleaseManifest {
  const object = services.s3.getObject({ bucket: namesOf(plan, region).releaseBucket, key: CURRENT_MANIFEST_KEY });
  return ReleaseManifest.parse(JSON.parse(found(object, `no release is current in ${region}`).body.toString('utf8')));
}

const regionOf = (deployed: readonly DeployedRegion[], region: string): DeployedRegion =>
  found(
    deployed.find((one) => one.region === region),
    `${region} was not deployed`,
  );

/** Host of a Region's `serve-signal`, by the output of its control plane. */
const signalHostIn = (deployed: readonly DeployedRegion[]) => (region: string) => {
  const { controlPlane } = regionOf(deployed, region);
  return new URL(found(controlPlane.outputs.SignalUrl, 'the control plane has no output SignalUrl')).host;
};
