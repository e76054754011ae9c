import type {
  DescribeDBClustersMessage,
  DescribeDBInstancesMessage,
  DescribeGlobalClustersMessage,
  Filter,
} from '@aws-sdk/client-rds';
import { AwsError, type Call } from '../service';
import { describedCluster, describedGlobal, describedInstance } from './describe';
import { clusterNamed, globalNamed, type RdsState } from './state';

/** The calls that look. Global databases are shown in every Region; clusters and instances in their own. */
export const describeCalls = (state: RdsState) => ({
  DescribeGlobalClusters: ({ GlobalClusterIdentifier, Filters }: DescribeGlobalClustersMessage) => {
    const regions = filterValues(Filters, 'region');
    const globals =
      GlobalClusterIdentifier === undefined
        ? [...state.globals.values()]
        : [globalNamed(state, GlobalClusterIdentifier)];
    const isAsked = ({ members }: { members: readonly { region: string }[] }) =>
      regions === undefined || members.some(({ region }) => regions.includes(region));
    return { GlobalClusters: globals.filter(isAsked).map(describedGlobal) };
  },

  DescribeDBClusters: ({ DBClusterIdentifier, Filters }: DescribeDBClustersMessage, { region }: Call) => {
    const ids = filterValues(Filters, 'db-cluster-id');
    const clusters =
      DBClusterIdentifier === undefined
        ? [...state.clusters.values()].filter((cluster) => cluster.region === region)
        : [clusterNamed(state, region, DBClusterIdentifier)];
    const asked = clusters.filter(({ identifier, arn }) => !ids || ids.includes(identifier) || ids.includes(arn));
    return { DBClusters: asked.map(describedCluster) };
  },

  DescribeDBInstances: ({ DBInstanceIdentifier, Filters }: DescribeDBInstancesMessage, { region }: Call) => {
    const ids = filterValues(Filters, 'db-cluster-id');
    const found = [...state.clusters.values()]
      .filter(
        (cluster) =>
          cluster.region === region && (!ids || ids.includes(cluster.identifier) || ids.includes(cluster.arn)),
      )
      .flatMap((cluster) => cluster.instances.map((instance) => describedInstance(cluster, instance)))
      .filter(
        (instance) => DBInstanceIdentifier === undefined || instance.DBInstanceIdentifier === DBInstanceIdentifier,
      );
    if (DBInstanceIdentifier !== undefined && found.length === 0) {
      throw new AwsError('DBInstanceNotFoundFault', `DBInstance ${DBInstanceIdentifier} not found.`);
    }
    return { DBInstances: found };
  },
});

/** The values of the one filter that is rehearsed. */
function filterValues(filters: readonly Filter[] | undefined, rehearsed: string): readonly string[] | undefined {
  const others = (filters ?? []).filter(({ Name }) => Name !== rehearsed);
  if (others.length > 0) {
    throw new AwsError('NotImplemented', `the filter ${others[0]?.Name} is not rehearsed: allowed is ${rehearsed}`, {
      status: 501,
    });
  }
  return filters?.[0]?.Values;
}
