import {
  DescribeDBClustersCommand,
  type DescribeDBClustersCommandOutput,
  DescribeGlobalClustersCommand,
  type DescribeGlobalClustersCommandOutput,
} from '@aws-sdk/client-rds';
import { regionOfArn } from '../../../lib/domain/region';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { reading } from '../../edge/reading';
import type { SeenCluster, SeenDatabase, SeenGlobal } from './judge-databases';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** Every global database of the plan, asked in this Region only: the other one may be gone. */
export const seenDatabases = (rds: Sends, { plan, region }: Input): Promise<SeenDatabase[]> =>
  Promise.all(
    plan.databases.map(async (database) => {
      const GlobalClusterIdentifier = database.globalCluster;
      const DBClusterIdentifier = database.clusters[region];
      const [global, cluster] = await Promise.all([
        reading(
          'rds:DescribeGlobalClusters',
          rds
            .send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier }))
            .then((found) => globalIn(found, region)),
        ),
        reading(
          'rds:DescribeDBClusters',
          rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier })).then(clusterIn),
        ),
      ]);
      return { database, global, cluster };
    }),
  );

function globalIn(
  { GlobalClusters: [global] = [] }: DescribeGlobalClustersCommandOutput,
  region: string,
): SeenGlobal | undefined {
  if (!global) return undefined;
  const members = global.GlobalClusterMembers ?? [];
  const here = members.find(({ DBClusterArn }) => regionOfArn(DBClusterArn) === region);
  const { Status: status, ToDbClusterArn: to } = global.FailoverState ?? {};
  return {
    writerRegion: regionOfArn(members.find(({ IsWriter }) => IsWriter)?.DBClusterArn),
    memberHere: here && {
      arn: here.DBClusterArn ?? '',
      synchronization: here.SynchronizationStatus,
      writeForwarding: here.GlobalWriteForwardingStatus,
    },
    failover: status === undefined ? undefined : { status, to: to ?? 'an unnamed cluster' },
    engineVersion: global.EngineVersion,
  };
}

const clusterIn = ({ DBClusters: [cluster] = [] }: DescribeDBClustersCommandOutput): SeenCluster | undefined =>
  cluster && {
    status: cluster.Status ?? 'unknown',
    percentProgress: cluster.PercentProgress,
    engineVersion: cluster.EngineVersion,
    instances: cluster.DBClusterMembers?.length ?? 0,
  };
