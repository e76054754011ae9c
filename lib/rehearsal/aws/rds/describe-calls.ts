import type {
  DescribeDBClustersMessage,
  DescribeDBInstancesMessage,
  DescribeGlobalClustersMessage,
  Filter,
} from '@aws-sdk/client-rds';
import type { Clock } from '../../world/clock';
import { AwsError, type Call } from '../service';
import { describedCluster, describedGlobal, describedInstance } from './describe';
import { clusterNamed, type GlobalCluster, globalNamed, type RdsState } from './state';

/** The calls that look. Global databases are shown in every Region; clusters and instances in their own. */
export const describeCalls = (state: RdsState, clock: Pick<Clock, 'now'>) => ({
  DescribeGlobalClusters: (input: DescribeGlobalClustersMessage) => {
    const { GlobalClusterIdentifier, Filters } = input;
    refuseUnknown('DescribeGlobalClusters', input, ['GlobalClusterIdentifier', 'Filters']);
    const regions = filterValues(Filters, 'region');
    const globals =
      GlobalClusterIdentifier === undefined
        ? [...state.globals.values()]
        : [globalNamed(state, GlobalClusterIdentifier)];
    const isAsked = ({ members }: { members: readonly { region: string }[] }) =>
      regions === undefined || members.some(({ region }) => regions.includes(region));
    const stale = state.stale && clock.now() < state.stale.until ? state.stale.globals : [];
    const shown = (global: GlobalCluster) =>
      stale.find(({ GlobalClusterArn }) => GlobalClusterArn === global.arn) ?? describedGlobal(global);
    return { GlobalClusters: globals.filter(isAsked).map(shown) };
  },

  DescribeDBClusters: (input: DescribeDBClustersMessage, { region }: Call) => {
    const { DBClusterIdentifier, Filters } = input;
    refuseUnknown('DescribeDBClusters', input, ['DBClusterIdentifier', 'Filters']);
    const ids = filterValues(Filters, 'db-cluster-id');
    const clusters =
      DBClusterIdentifier === undefined
        ? [...state.clusters.values()].filter((cluster) => cluster.region === region)
        : [clusterNamed(state, region, DBClusterIdentifier)];
    const asked = clusters.filter(({ identifier, arn }) => !ids || ids.includes(identifier) || ids.includes(arn));
    return { DBClusters: asked.map(describedCluster) };
  },

  DescribeDBInstances: (input: DescribeDBInstancesMessage, { region }: Call) => {
    const { DBInstanceIdentifier, Filters } = input;
    refuseUnknown('DescribeDBInstances', input, ['DBInstanceIdentifier', 'Filters']);
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

/** @throws NotImplemented for a member that this world would have to ignore */
export function refuseUnknown(operation: string, input: object, rehearsed: readonly string[]): void {
  const unknown = Object.entries(input)
    .filter(([member, value]) => value !== undefined && !rehearsed.includes(member))
    .map(([member]) => member);
  if (unknown.length === 0) return;
  throw new AwsError('NotImplemented', `${operation} with ${unknown.join(', ')} is not rehearsed`, { status: 501 });
}
