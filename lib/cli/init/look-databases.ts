import {
  DescribeDBClustersCommand,
  type DescribeDBClustersCommandOutput,
  DescribeGlobalClustersCommand,
  type DescribeGlobalClustersCommandOutput,
  type GlobalClusterMember,
} from '@aws-sdk/client-rds';
import type { Sends } from '../../../lambdas/edge/clients';
import { regionOfArn } from '../../domain/region';
import type { SeenGlobal, SeenMember } from './seen';

/** Global databases with their members; RDS tells the same in every Region. */
export async function seenGlobals(rds: Sends): Promise<SeenGlobal[]> {
  const found: SeenGlobal[] = [];
  let marker: string | undefined;
  do {
    const page: DescribeGlobalClustersCommandOutput = await rds.send(
      new DescribeGlobalClustersCommand({ Marker: marker }),
    );
    for (const one of page.GlobalClusters ?? []) {
      found.push({
        identifier: one.GlobalClusterIdentifier ?? '',
        arn: one.GlobalClusterArn ?? '',
        engine: one.Engine ?? '',
        storageEncrypted: one.StorageEncrypted ?? false,
        members: (one.GlobalClusterMembers ?? []).map(memberOf),
      });
    }
    marker = page.Marker;
  } while (marker);
  return found;
}

/** A cluster's identifier is the last part of its ARN. */
const memberOf = ({ DBClusterArn: arn = '', IsWriter: isWriter = false }: GlobalClusterMember): SeenMember => ({
  region: regionOfArn(arn) ?? '',
  cluster: arn.split(':').at(-1) ?? '',
  isWriter,
});

/** How many instances the clusters of a Region have, by identifier. */
export async function seenInstances(rds: Sends): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  let marker: string | undefined;
  do {
    const page: DescribeDBClustersCommandOutput = await rds.send(new DescribeDBClustersCommand({ Marker: marker }));
    for (const { DBClusterIdentifier: id = '', DBClusterMembers: members = [] } of page.DBClusters ?? []) {
      found.set(id, members.length);
    }
    marker = page.Marker;
  } while (marker);
  return found;
}
