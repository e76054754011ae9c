import { DescribeGlobalClustersCommand } from '@aws-sdk/client-rds';
import { regionOfArn } from '../../../lib/domain/region';
import type { Place } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import type { SeenWriters } from './decide';

/** Where the writers are, asked of RDS in this Region: its answer does not need the Region that may be lost. */
export function writers({ rds }: { rds: Sends }, { plan }: Place) {
  let lastKnown: readonly string[] | undefined;

  async function writerRegion(globalCluster: string): Promise<string> {
    const { GlobalClusters: [global] = [] } = await rds.send(
      new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: globalCluster }),
    );
    const members: { IsWriter?: boolean; DBClusterArn?: string }[] = global?.GlobalClusterMembers ?? [];
    const region = regionOfArn(members.find(({ IsWriter }) => IsWriter)?.DBClusterArn);
    if (!region || !plan.regions.includes(region)) {
      throw new Error(`the writer of ${globalCluster} is in ${region ?? 'no Region'}`);
    }
    return region;
  }

  return {
    async look(): Promise<SeenWriters> {
      try {
        lastKnown = await Promise.all(plan.databases.map(({ globalCluster }) => writerRegion(globalCluster)));
        return { writers: lastKnown };
      } catch (error) {
        return { writers: lastKnown, silence: String(error) };
      }
    },
  };
}
