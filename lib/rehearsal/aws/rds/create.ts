import { arnIn } from '../arn';
import { token } from '../stack-context';
import { exposeCluster, exposeGlobal, exposeInstance } from './endpoints';
import type { RdsOptions } from './options';
import type { ClusterRequest, GlobalClusterRequest, InstanceRequest } from './requests';
import { type Cluster, clusterNamed, type GlobalCluster, globalNamed, type Instance, type RdsState } from './state';
import { createFollowerVolume, createWriterVolume } from './volume';

/** Letters that AWS puts into the endpoints of one account and Region. */
const unique = (account: string, region: string) => `c${token(11, account, region)}`;

export async function createGlobalCluster(
  options: RdsOptions,
  state: RdsState,
  request: GlobalClusterRequest,
): Promise<GlobalCluster> {
  const { engine, engineVersion, databaseName } = request;
  const identifier = request.identifier.toLowerCase();
  if (state.globals.has(identifier)) throw new Error(`Global cluster ${identifier} already exists`);
  const { account } = options;
  const global: GlobalCluster = {
    identifier,
    arn: `arn:aws:rds::${account}:global-cluster:${identifier}`,
    engine,
    engineVersion,
    endpoint: `${identifier}.global-${token(12, account, identifier)}.global.rds.amazonaws.com`,
    databaseName,
    members: [],
    writer: undefined,
    move: undefined,
    occupation: undefined,
  };
  state.globals.set(identifier, global);
  await exposeGlobal(options, global);
  return global;
}

/** The first member of a global database is its writer; every other follows it. */
export async function createCluster(options: RdsOptions, state: RdsState, request: ClusterRequest): Promise<Cluster> {
  const { globalClusterIdentifier } = request;
  const global = globalClusterIdentifier === undefined ? undefined : globalNamed(state, globalClusterIdentifier);
  const cluster = newCluster(options, request, global);
  if (state.clusters.has(cluster.arn)) throw new Error(`DB Cluster already exists: ${cluster.identifier}`);
  if (global?.writer) await createFollowerVolume(options, cluster, global.writer);
  else await createWriterVolume(options, cluster, masterOf(request, global));
  state.clusters.set(cluster.arn, cluster);
  if (global) {
    global.writer ??= cluster;
    global.members.push(cluster);
  }
  await exposeCluster(options, cluster);
  return cluster;
}

function masterOf(request: ClusterRequest, global: GlobalCluster | undefined) {
  const database = request.databaseName ?? global?.databaseName;
  const { masterUser: user, masterPassword: password } = request;
  if (user === undefined || password === undefined || database === undefined) {
    throw new Error(
      `${request.identifier} needs MasterUsername, MasterUserPassword and DatabaseName: it is a first cluster`,
    );
  }
  return { user, password, database };
}

function newCluster({ account }: RdsOptions, request: ClusterRequest, global: GlobalCluster | undefined): Cluster {
  const { identifier, region } = request;
  const zone = `${unique(account, region)}.${region}.rds.amazonaws.com`;
  return {
    identifier,
    region,
    arn: arnIn({ region, account }, 'rds', `cluster:${identifier}`),
    resourceId: `cluster-${token(26, account, region, identifier).toUpperCase()}`,
    engine: request.engine,
    engineVersion: request.engineVersion,
    endpoint: `${identifier}.cluster-${zone}`,
    readerEndpoint: `${identifier}.cluster-ro-${zone}`,
    global,
    storageEncrypted: request.storageEncrypted ?? false,
    deletionProtection: request.deletionProtection ?? false,
    masterUser: request.masterUser ?? global?.writer?.masterUser ?? '',
    databaseName: request.databaseName ?? global?.databaseName ?? global?.writer?.databaseName,
    instances: [],
    status: 'available',
    isSynchronized: true,
    postgres: undefined,
    link: undefined,
    volumes: 0,
  };
}

export async function createInstance(
  options: RdsOptions,
  state: RdsState,
  request: InstanceRequest,
): Promise<Instance> {
  const { identifier, region, instanceClass } = request;
  const cluster = clusterNamed(state, region, request.clusterIdentifier);
  const instance = {
    identifier,
    instanceClass,
    arn: arnIn({ region, account: options.account }, 'rds', `db:${identifier}`),
    endpoint: `${identifier}.${unique(options.account, region)}.${region}.rds.amazonaws.com`,
  };
  cluster.instances.push(instance);
  await exposeInstance(options, cluster, instance.endpoint);
  return instance;
}
