import { DescribeGlobalClustersCommand, type DescribeGlobalClustersCommandOutput } from '@aws-sdk/client-rds';
import type { Plan } from '../../../lib/domain/plan';
import { regionOfArn } from '../../../lib/domain/region';
import type { Sends } from '../../edge/clients';
import type { SeenWriter } from './seen';

/**
 * The writer of every database of the plan and what moves it, asked of RDS in this Region only. `FailoverState` is
 * empty unless a switchover or failover is scheduled or under way.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_FailoverState.html
 */
export const writersAndMoves = (rds: Sends, { databases }: Pick<Plan, 'databases'>): Promise<SeenWriter[]> =>
  Promise.all(
    databases.map(async ({ globalCluster }) => {
      const found = await rds.send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: globalCluster }));
      return { globalCluster, ...writerIn(found) };
    }),
  );

function writerIn({ GlobalClusters: [global] = [] }: DescribeGlobalClustersCommandOutput) {
  const writer = global?.GlobalClusterMembers?.find(({ IsWriter }) => IsWriter);
  const { Status: status, ToDbClusterArn: to } = global?.FailoverState ?? {};
  return {
    region: regionOfArn(writer?.DBClusterArn),
    ...(status !== undefined && { move: { status, to: to ?? 'an unnamed cluster' } }),
  };
}
