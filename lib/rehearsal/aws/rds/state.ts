import type { GlobalCluster as GlobalClusterShape } from '@aws-sdk/client-rds';
import type { Link } from '../../world/link';
import type { Postgres } from '../../world/postgres';
import { AwsError } from '../service';
import { createReplacing, type Replacing } from './replacing';

/**
 * What RDS is doing with a global database.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_FailoverState.html
 */
export interface Move {
  readonly status: 'pending' | 'failing-over' | 'switching-over' | 'cancelling';
  /** A failover, which does not wait for rows; else a switchover. */
  readonly isDataLossAllowed: boolean;
  readonly from: Cluster;
  readonly to: Cluster;
}

export interface GlobalCluster {
  readonly identifier: string;
  readonly arn: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly endpoint: string;
  readonly databaseName: string | undefined;
  readonly members: Cluster[];
  writer: Cluster | undefined;
  move: Move | undefined;
  /** The status while RDS does something else with it, e.g. `upgrading`. */
  occupation: string | undefined;
}

export interface Cluster {
  readonly identifier: string;
  readonly arn: string;
  readonly region: string;
  readonly resourceId: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly endpoint: string;
  readonly readerEndpoint: string;
  readonly global: GlobalCluster | undefined;
  readonly storageEncrypted: boolean;
  readonly deletionProtection: boolean;
  readonly masterUser: string;
  readonly databaseName: string | undefined;
  readonly instances: Instance[];
  /** e.g. `available`, `failing-over`, `promoting`, `upgrading` */
  status: string;
  /** False from the moment a failover left it behind until it was built anew as a secondary. */
  isSynchronized: boolean;
  /** Undefined while the storage is being rebuilt. */
  postgres: Postgres | undefined;
  /** The line from the writer; undefined for the writer itself. */
  link: Link | undefined;
  /** Storage volumes made so far: each rebuild is a new one. */
  volumes: number;
}

export interface Instance {
  readonly identifier: string;
  readonly arn: string;
  readonly instanceClass: string;
  readonly endpoint: string;
}

/** A snapshot of a cluster, taken by RDS or copied by somebody. */
export interface ClusterSnapshot {
  readonly identifier: string;
  readonly arn: string;
  readonly cluster: Cluster;
  readonly type: 'automated' | 'manual';
  status: 'creating' | 'copying' | 'available';
  readonly createdAt: Date;
  readonly tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];
}

/** What happens to a move that was accepted: it never ends, RDS gives it up, it fails, or it goes otherwise. */
export type MoveFault = 'stuck' | 'cancelled' | 'failed' | MoveCourse;

/** How a move goes that is not like others. */
export interface MoveCourse {
  /** How much longer than others it is `pending` before it begins. @default 0 */
  readonly pendingSeconds?: number | undefined;
  /** From its beginning to its end, with the 4 s that each move is `pending`. @default 120 */
  readonly moveSeconds?: number | undefined;
  /** How much later SQL takes writes than the API shows the new writer; below 0 it does so earlier. @default 0 */
  readonly sqlLateSeconds?: number | undefined;
  /** A failover cannot block the writes of the old writer, even where it can be reached. @default false */
  readonly isFenceLost?: boolean | undefined;
}

/** What DescribeGlobalClusters answers for a while, whatever is true by then. */
export interface StaleView {
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly globals: readonly GlobalClusterShape[];
}

/** Everything that RDS knows, of all Regions. */
export interface RdsState {
  readonly snapshots: ClusterSnapshot[];
  /** What the next move suffers. @default nothing */
  nextFault: MoveFault | undefined;
  /** What it tells of itself reaches no bus. @default false */
  losesEvents: boolean;
  stale: StaleView | undefined;
  /** By identifier, in lower case. */
  readonly globals: Map<string, GlobalCluster>;
  /** By ARN. */
  readonly clusters: Map<string, Cluster>;
  readonly replacing: Replacing;
}

export const newState = (): RdsState => ({
  globals: new Map(),
  clusters: new Map(),
  replacing: createReplacing(),
  snapshots: [],
  nextFault: undefined,
  losesEvents: false,
  stale: undefined,
});

/** Whether the cluster takes writes: the writer of its global database, or a cluster of its own. */
export const isWriter = (cluster: Cluster): boolean => (cluster.global ? cluster.global.writer === cluster : true);

/** By its identifier, in which letters may be large or small. */
export function globalNamed(state: RdsState, identifier = ''): GlobalCluster {
  const found = state.globals.get(identifier.toLowerCase());
  if (!found) throw new AwsError('GlobalClusterNotFoundFault', `Global cluster ${identifier} not found`);
  return found;
}

/** A cluster of the Region, by identifier or ARN. */
export function clusterNamed(state: RdsState, region: string, name = ''): Cluster {
  const isAsked = (cluster: Cluster) =>
    cluster.region === region && (cluster.identifier === name || cluster.arn === name);
  const found = [...state.clusters.values()].find(isAsked);
  if (!found) throw new AwsError('DBClusterNotFoundFault', `DBCluster ${name} not found.`);
  return found;
}
