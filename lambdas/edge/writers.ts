import { DescribeGlobalClustersCommand, type DescribeGlobalClustersCommandOutput } from '@aws-sdk/client-rds';
import type { Writer } from '../../lib/domain/active-region';
import type { Plan } from '../../lib/domain/plan';
import { regionOfArn } from '../../lib/domain/region';
import type { Sends } from './clients';

export type { Writer } from '../../lib/domain/active-region';

/** The writer of every database of the plan, asked of RDS in this Region only: the other one may be gone. */
export const writersOf = (rds: Sends, { databases }: Pick<Plan, 'databases'>): Promise<Writer[]> =>
  Promise.all(
    databases.map(async ({ globalCluster }) => {
      const found = await rds.send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: globalCluster }));
      return { globalCluster, region: writerRegion(found) };
    }),
  );

const writerRegion = ({ GlobalClusters: [global] = [] }: DescribeGlobalClustersCommandOutput) =>
  regionOfArn(global?.GlobalClusterMembers?.find(({ IsWriter }) => IsWriter)?.DBClusterArn);
