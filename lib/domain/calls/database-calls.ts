import type { Written } from './call';
import type { CallPlace } from './place';

/** The global databases, asked here: Aurora's API answers for all members in each Region that holds one. */
export const describingWriters = ({ plan, names }: CallPlace): Written[] =>
  plan.databases.map(({ globalCluster }) => ({
    call: 'rds:DescribeGlobalClusters',
    resources: [names.globalClusterArn(globalCluster)],
  }));

export const describingMembers = ({ plan, region, names }: CallPlace): Written[] =>
  plan.databases.map(({ clusters }) => ({
    call: 'rds:DescribeDBClusters',
    resources: [names.clusterArn(region, clusters[region] ?? '')],
  }));

/** The one-way door. IAM wants the right on the global cluster and on every member. */
export const promoting = ({ plan, names }: CallPlace): Written[] =>
  plan.databases.map(({ globalCluster, clusters }) => ({
    call: 'rds:FailoverGlobalCluster',
    resources: [
      names.globalClusterArn(globalCluster),
      ...Object.entries(clusters).map(([at, cluster]) => names.clusterArn(at, cluster)),
    ],
  }));

/** How far the members lag behind, where the plan has any. */
export const measuringLag = ({ plan }: CallPlace): Written[] =>
  plan.databases.length > 0 ? [{ call: 'cloudwatch:GetMetricData', resources: ['*'] }] : [];
