import type { DescribeGlobalClustersCommandOutput } from '@aws-sdk/client-rds';
import type { ListResourceRecordSetsResponse, ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { Plan } from '../../domain/plan';
import { regionOfArn } from '../../domain/region';
import { readClaimedEpoch } from '../control-items';
import type { World } from '../open-world';
import { resolveHost } from '../world/dns-client';
import { asTheWorld } from './the-world';

/** What a person or the world looks at from outside: where everything is. */
export interface Picture {
  /** Database → Region of its writer. */
  readonly writers: Readonly<Record<string, string>>;
  /** Public name → address that the zone's name servers answer. */
  readonly answers: Readonly<Record<string, string>>;
  /** Every record of the zone, as it stands. */
  readonly records: string;
  /** Region → names of the stacks that are there. */
  readonly stacks: Readonly<Record<string, readonly string[]>>;
  /** Region → epoch it claims to serve under; 0 for none. */
  readonly claims: Readonly<Record<string, number>>;
}

/** How everything stands, asked by the world's own hand, which no fault of a story touches. */
export async function pictureOf(world: World, plan: Plan): Promise<Picture> {
  const { regions, databases, traffic } = plan;
  const { services } = world;
  const names = [...new Set(traffic.records.map(({ name }) => name))];
  const databaseNames = databases.map(({ globalCluster }) => globalCluster);
  const stacksIn = (region: string) =>
    services.cloudformation
      .stacks()
      .filter((stack) => stack.region === region)
      .map(({ name }) => name)
      .sort();
  return {
    writers: await pairs(databaseNames, (name) => writerOf(world, name)),
    answers: await pairs(names, async (name) => (await resolveHost(name, world.dns.port)).address),
    records: JSON.stringify(await recordsOf(world, plan)),
    stacks: await pairs(regions, async (region) => stacksIn(region)),
    claims: await pairs(regions, (region) => readClaimedEpoch(services.dynamodb, plan, region)),
  };
}

async function pairs<Value>(
  keys: readonly string[],
  read: (key: string) => Promise<Value>,
): Promise<Record<string, Value>> {
  return Object.fromEntries(
    await Promise.all(keys.map(async (key): Promise<[string, Value]> => [key, await read(key)])),
  );
}

/** Members of a global database, as RDS describes them. */
async function membersOf({ services }: World, globalCluster: string) {
  const found: DescribeGlobalClustersCommandOutput = await asTheWorld(services.rds.service, {
    region: 'us-east-1',
    operation: 'DescribeGlobalClusters',
    input: { GlobalClusterIdentifier: globalCluster },
  });
  return found.GlobalClusters?.[0]?.GlobalClusterMembers ?? [];
}

/** Whether the members of every database in a Region follow the writer, and no move is under way. */
export async function areConnected(world: World, { databases }: Plan, region: string): Promise<boolean> {
  const all = await Promise.all(databases.map(({ globalCluster }) => membersOf(world, globalCluster)));
  return all.every((members) =>
    members.some(
      ({ DBClusterArn, SynchronizationStatus }) =>
        regionOfArn(DBClusterArn) === region && SynchronizationStatus === 'connected',
    ),
  );
}

async function writerOf(world: World, globalCluster: string): Promise<string> {
  const members = await membersOf(world, globalCluster);
  return regionOfArn(members.find(({ IsWriter }) => IsWriter)?.DBClusterArn) ?? 'none';
}

/** Every record of the plan's zone. */
export async function recordsOf({ services }: World, { traffic }: Plan): Promise<ResourceRecordSet[]> {
  const found: ListResourceRecordSetsResponse = await asTheWorld(services.route53.service, {
    region: 'us-east-1',
    operation: 'ListResourceRecordSets',
    input: { HostedZoneId: traffic.hostedZoneId },
  });
  return found.ResourceRecordSets ?? [];
}
