import type { GetMetricDataCommandOutput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Database } from '../../lib/domain/plan';
import { largestOf, type MetricPoint, pointsOf } from './metric-data';

/** How far a database is behind, as Aurora measures it in the Region of the member that follows. */
export interface SeenLag {
  readonly globalCluster: string;
  /** Milliseconds, by whichever set of dimensions they were found. */
  readonly points: readonly MetricPoint[];
}

export interface LagsAsked {
  readonly databases: readonly Database[];
  /** The Region of the members that follow: *here*. */
  readonly region: string;
  /** The Region of the writers. */
  readonly sourceRegion: string;
}

/**
 * The queries for the lag of each database. GetMetricData wants the exact set of dimensions. Aurora's manual does not
 * say which the lag has: it is published in the secondary Region only, in milliseconds, by its cluster and, as AWS's
 * own workshops read it, the Region of the writer. Both are asked for; one that does not exist has no points.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
 */
export function lagQueries({ databases, region, sourceRegion }: LagsAsked): MetricDataQuery[] {
  const lag = { Namespace: 'AWS/RDS', MetricName: 'AuroraGlobalDBReplicationLag' };
  const source = { Name: 'SourceRegion', Value: sourceRegion };
  return databases.flatMap(({ clusters }, index) => {
    const [byCluster, bySource] = idsOf(index);
    const cluster = { Name: 'DBClusterIdentifier', Value: clusters[region] };
    return [
      largestOf(byCluster, { ...lag, Dimensions: [cluster] }),
      largestOf(bySource, { ...lag, Dimensions: [cluster, source] }),
    ];
  });
}

/** @throws when the answer to {@link lagQueries} is not complete */
export const lagsIn = (answer: GetMetricDataCommandOutput, { databases }: Pick<LagsAsked, 'databases'>): SeenLag[] =>
  databases.map(({ globalCluster }, index) => ({
    globalCluster,
    points: idsOf(index).flatMap((id) => pointsOf(answer, id)),
  }));

const idsOf = (index: number) => [`lag${index}`, `lagFromSource${index}`] as const;
