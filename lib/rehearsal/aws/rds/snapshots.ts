import type {
  CopyDBClusterSnapshotMessage,
  DBClusterSnapshot,
  DescribeDBClusterSnapshotsMessage,
} from '@aws-sdk/client-rds';
import { arnIn } from '../arn';
import { beginSpan } from '../durations';
import { AwsError, type Call } from '../service';
import type { RdsOptions, RunningRds } from './options';
import type { Cluster, ClusterSnapshot, RdsState } from './state';

/** Looks at snapshots and copies them, within one Region. Nothing is restored from them in this world. */
export const snapshotCalls = (options: RunningRds, state: RdsState) => ({
  DescribeDBClusterSnapshots: (input: DescribeDBClusterSnapshotsMessage, { region }: Call) => {
    const { DBClusterIdentifier: cluster, DBClusterSnapshotIdentifier: name, SnapshotType: type } = input;
    const found = state.snapshots
      .filter((one) => one.cluster.region === region)
      .filter((one) => cluster === undefined || [one.cluster.identifier, one.cluster.arn].includes(cluster))
      .filter((one) => name === undefined || one.identifier === name)
      .filter((one) => type === undefined || one.type === type);
    if (name !== undefined && found.length === 0) {
      throw new AwsError('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${name} not found.`);
    }
    return { DBClusterSnapshots: found.map(described) };
  },

  /** Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBClusterSnapshot.html */
  CopyDBClusterSnapshot: (input: CopyDBClusterSnapshotMessage, { region }: Call) => {
    const { SourceDBClusterSnapshotIdentifier: from, TargetDBClusterSnapshotIdentifier: to = '', Tags = [] } = input;
    const inRegion = state.snapshots.filter(({ cluster }) => cluster.region === region);
    const source = inRegion.find(({ identifier, arn }) => [identifier, arn].includes(from ?? ''));
    if (!source) throw new AwsError('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${from} not found.`);
    if (inRegion.some(({ identifier }) => identifier === to)) {
      throw new AwsError('DBClusterSnapshotAlreadyExistsFault', `DBClusterSnapshot ${to} already exists.`);
    }
    if (source.status !== 'available') {
      throw new AwsError('InvalidDBClusterSnapshotStateFault', `DBClusterSnapshot ${from} is ${source.status}.`);
    }
    if (!/^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{0,61}[a-zA-Z0-9]$/.test(to)) {
      throw new AwsError(
        'InvalidParameterValue',
        `The parameter TargetDBClusterSnapshotIdentifier is not valid: ${to}`,
      );
    }
    const { cluster } = source;
    return {
      DBClusterSnapshot: described(keep(options, state, { cluster, identifier: to, type: 'manual', tags: Tags })),
    };
  },
});

/** Aurora keeps the volume that a failover left behind, once its Region is back. */
export function keepOldVolume(options: RunningRds, state: RdsState, cluster: Cluster): void {
  const at = options.pace.clock.iso().replaceAll(/[:.T]/g, '-').slice(0, 19);
  const identifier = `rds:unplanned-global-failover-${cluster.identifier}-${at}`;
  keep(options, state, { cluster, identifier, type: 'automated', tags: [] });
}

function keep(
  { account, pace, timing, closing, onDefect }: RunningRds,
  state: RdsState,
  taken: Pick<ClusterSnapshot, 'identifier' | 'cluster' | 'type' | 'tags'>,
): ClusterSnapshot {
  const { cluster, identifier, type } = taken;
  const snapshot: ClusterSnapshot = {
    ...taken,
    arn: snapshotArn({ account }, cluster.region, identifier),
    status: type === 'manual' ? 'copying' : 'creating',
    createdAt: new Date(pace.clock.now()),
  };
  state.snapshots.push(snapshot);
  const end = beginSpan(pace, timing, { kind: 'snapshot', subject: identifier, region: cluster.region });
  pace.clock.sleep(pace.scaledMilliseconds(timing.durations.snapshotSeconds()), closing).then(
    () => {
      end();
      snapshot.status = 'available';
    },
    (error: unknown) => (closing.aborted ? undefined : onDefect(error)),
  );
  return snapshot;
}

export const snapshotArn = ({ account }: Pick<RdsOptions, 'account'>, region: string, name: string): string =>
  arnIn({ region, account }, 'rds', `cluster-snapshot:${name}`);

const described = ({
  identifier,
  arn,
  cluster,
  type,
  status,
  createdAt,
  tags,
}: ClusterSnapshot): DBClusterSnapshot => ({
  DBClusterSnapshotIdentifier: identifier,
  DBClusterSnapshotArn: arn,
  DBClusterIdentifier: cluster.identifier,
  SnapshotType: type,
  Status: status,
  SnapshotCreateTime: createdAt,
  Engine: cluster.engine,
  EngineVersion: cluster.engineVersion,
  PercentProgress: status === 'available' ? 100 : 0,
  TagList: tags.map(({ Key, Value }) => ({ Key, Value })),
});
