import { setMaxListeners } from 'node:events';
import * as client from '@aws-sdk/client-rds';
import type { Link } from '../world/link';
import type { Postgres } from '../world/postgres';
import { requestsOf } from './rds/authorization';
import { createCluster, createGlobalCluster, createInstance } from './rds/create';
import { describedGlobal } from './rds/describe';
import { describeCalls } from './rds/describe-calls';
import { PORT } from './rds/endpoints';
import { publishLag } from './rds/lag';
import { moveCalls } from './rds/move';
import type { RdsOptions } from './rds/options';
import type { ClusterRequest, GlobalClusterRequest, InstanceRequest } from './rds/requests';
import { snapshotCalls } from './rds/snapshots';
import { type Cluster, clusterNamed, globalNamed, type MoveFault, newState, type RdsState } from './rds/state';
import type { Service } from './service';

export type { PostgresWorld, RdsOptions } from './rds/options';
export type { ClusterRequest, GlobalClusterRequest, InstanceRequest } from './rds/requests';
export type { MoveCourse, MoveFault } from './rds/state';

export interface ClusterView {
  readonly arn: string;
  readonly resourceId: string;
  readonly endpoint: string;
  readonly readerEndpoint: string;
  readonly port: number;
}

/** A global database by its identifier, or a cluster by Region and identifier. */
export interface Occupied {
  /** @default a global database */
  readonly region?: string | undefined;
  readonly identifier: string;
  /** @default available again */
  readonly status?: string | undefined;
}

/** Aurora global databases over real PostgreSQL: one server per member cluster, however many instances it has. */
export interface Rds {
  readonly service: Service;
  createGlobalCluster(request: GlobalClusterRequest): Promise<{ arn: string }>;
  createCluster(request: ClusterRequest): Promise<ClusterView>;
  createInstance(request: InstanceRequest): Promise<{ arn: string; endpoint: string }>;
  deleteInstance(region: string, identifier: string): void;
  /** The cluster's server ends with it. */
  deleteCluster(region: string, identifier: string): Promise<void>;
  deleteGlobalCluster(identifier: string): void;
  /** False while the volume of a cluster is being rebuilt: what the old one held is gone. */
  hasServer(region: string, clusterIdentifier: string): boolean;
  /** The real server of a cluster, for a scenario to ask directly. @throws while there is none */
  databaseOf(region: string, clusterIdentifier: string): Postgres;
  /** The line from the writer to a cluster, to slow down or cut; undefined for the writer. */
  linkOf(region: string, clusterIdentifier: string): Link | undefined;
  /** kill -9 of every server of the Region, and a cut of the lines to and from it. */
  lose(region: string): Promise<void>;
  /** Cuts the lines to and from the Region; its servers go on, and its writer takes writes that nobody else gets. */
  isolate(region: string): void;
  /** What the next move suffers after it was accepted. */
  disturbNextMove(fault: MoveFault): void;
  /** Whether what RDS tells of itself is lost on its way: it does so with best effort. @default false */
  loseEvents(isLost: boolean): void;
  /** For so many seconds of AWS, DescribeGlobalClusters answers in every Region what it would answer now. */
  describeIsStale(forSeconds: number): void;
  /** Shows a global database, or a cluster, in another status, e.g. `upgrading`, in which it cannot be moved. */
  occupy(occupied: Occupied): void;
  /** Starts what `lose` killed and heals its lines. A writer that a failover left behind stays down. */
  recover(region: string): Promise<void>;
  /** Does what reads servers, or starts a dead one: none is built anew meanwhile. */
  whileServersStand<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export function createRds(given: RdsOptions): Rds {
  const state = newState();
  const closing = new AbortController();
  // However many wait at once: each takes its listener along when it ends.
  setMaxListeners(0, closing.signal);
  const publish: RdsOptions['publish'] = (event) => (state.losesEvents ? '' : given.publish(event));
  const options = { ...given, publish, closing: closing.signal };
  const { clock, scaledMilliseconds } = options.pace;
  const stopPublishing = publishLag(options, state);
  const service: Service = {
    signingName: 'rds',
    client,
    operations: { ...describeCalls(state, clock), ...moveCalls(options, state), ...snapshotCalls(options, state) },
    authorization: requestsOf(state, options.account),
    changes: (operation) => !operation.startsWith('Describe'),
  };
  return {
    service,
    createGlobalCluster: (request) => createGlobalCluster(options, state, request),
    createCluster: async (request) => viewOf(await createCluster(options, state, request)),
    createInstance: (request) => createInstance(options, state, request),
    deleteInstance: (region, identifier) => deleteInstance(state, region, identifier),
    deleteCluster: (region, identifier) => deleteCluster(state, clusterNamed(state, region, identifier)),
    deleteGlobalCluster: (identifier) => void state.globals.delete(identifier.toLowerCase()),
    hasServer: (region, identifier) => clusterNamed(state, region, identifier).postgres !== undefined,
    databaseOf: (region, identifier) => {
      const { postgres } = clusterNamed(state, region, identifier);
      if (!postgres) throw new Error(`${identifier} has no server now: its volume is being rebuilt`);
      return postgres;
    },
    linkOf: (region, identifier) => clusterNamed(state, region, identifier).link,
    lose: async (region) => {
      for (const link of linksOf(state, region)) link.cut();
      await Promise.all(clustersIn(state, region).map(({ postgres }) => postgres?.crash()));
    },
    isolate: (region) => {
      for (const link of linksOf(state, region)) link.cut();
    },
    disturbNextMove: (fault) => {
      state.nextFault = fault;
    },
    loseEvents: (isLost) => {
      state.losesEvents = isLost;
    },
    describeIsStale: (forSeconds) => {
      const globals = [...state.globals.values()].map(describedGlobal);
      state.stale = { until: clock.now() + scaledMilliseconds(forSeconds), globals };
    },
    occupy: (occupied) => occupy(state, occupied),
    recover: async (region) => {
      const kept = clustersIn(state, region).filter(({ isSynchronized }) => isSynchronized);
      await Promise.all(kept.map(({ postgres }) => postgres?.start()));
      for (const link of linksOf(state, region)) link.heal();
    },
    whileServersStand: (work) => state.replacing.read(work),
    close: async () => {
      closing.abort();
      stopPublishing();
      // A server that is being built is ended once it can be.
      const endAll = () => Promise.all([...state.clusters.values()].map((cluster) => deleteCluster(state, cluster)));
      await state.replacing.read(endAll);
    },
  };
}

const viewOf = ({ arn, resourceId, endpoint, readerEndpoint }: Cluster): ClusterView => ({
  arn,
  resourceId,
  endpoint,
  readerEndpoint,
  port: PORT,
});

const clustersIn = (state: RdsState, region: string): Cluster[] =>
  [...state.clusters.values()].filter((cluster) => cluster.region === region);

/** The lines to a Region and from it. */
const linksOf = (state: RdsState, region: string): Link[] =>
  [...state.clusters.values()]
    .filter((cluster) => cluster.region === region || cluster.global?.writer?.region === region)
    .flatMap(({ link }) => link ?? []);

function deleteInstance(state: RdsState, region: string, identifier: string): void {
  for (const { region: at, instances } of state.clusters.values()) {
    const index = at === region ? instances.findIndex((instance) => instance.identifier === identifier) : -1;
    if (index >= 0) instances.splice(index, 1);
  }
}

function occupy(state: RdsState, { region, identifier, status }: Occupied): void {
  if (region === undefined) globalNamed(state, identifier).occupation = status;
  else clusterNamed(state, region, identifier).status = status ?? 'available';
}

async function deleteCluster(state: RdsState, cluster: Cluster): Promise<void> {
  state.clusters.delete(cluster.arn);
  const { global } = cluster;
  global?.members.splice(global.members.indexOf(cluster), 1);
  if (global?.writer === cluster) global.writer = undefined;
  await cluster.link?.close();
  await cluster.postgres?.stop();
}
