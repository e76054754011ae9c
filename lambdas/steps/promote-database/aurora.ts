import {
  DescribeDBClustersCommand,
  type DescribeDBClustersCommandOutput,
  DescribeGlobalClustersCommand,
  type DescribeGlobalClustersCommandOutput,
  FailoverGlobalClusterCommand,
} from '@aws-sdk/client-rds';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import { regionOfArn } from '../../../lib/domain/region';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import type { Edge } from '../../edge/step-handler';
import type { Promote, SeenDatabase } from './decide';
import { promoteDatabase } from './step';

type Input = InputOf<typeof promoteDatabase>;

/**
 * Aurora as seen from here. Only this Region's endpoint is called: the other one may be gone, and the failover of a
 * global database is called in the Region that takes over.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html
 */
export const aurora = ({ rds, evidence }: { rds: Sends; evidence: Edge['evidence'] }) => ({
  async look({ plan, region, run, now, document }: Input): Promise<SeenDatabase[]> {
    const sent = (await evidence(document).read(run.id)).filter(isPromotion);
    return Promise.all(
      plan.databases.map(async ({ globalCluster, clusters }) => {
        const [global, cluster] = await Promise.all([
          rds.send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: globalCluster })),
          rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: clusters[region] })),
        ]);
        const sentAt = sent.findLast(({ data }) => data.act.globalCluster === globalCluster)?.at;
        return {
          globalCluster,
          ...membersOf(global, region),
          clusterStatus: statusOf(cluster),
          sentSecondsAgo: sentAt === undefined ? undefined : (Date.parse(now) - Date.parse(sentAt)) / 1000,
        };
      }),
    );
  },
  /** Without `AllowDataLoss` this call would be a switchover, which needs the lost Region. */
  async perform({ globalCluster, target }: Promote): Promise<void> {
    await rds.send(
      new FailoverGlobalClusterCommand({
        GlobalClusterIdentifier: globalCluster,
        TargetDbClusterIdentifier: target,
        AllowDataLoss: true,
      }),
    );
  },
});

/** The record the step handler wrote before it sent a promotion: what this run knows about its own past. */
const isPromotion = (record: EvidenceRecord): record is EvidenceRecord & { data: { act: Promote } } =>
  record.step === promoteDatabase.name && record.kind === 'called';

function membersOf({ GlobalClusters: [global] = [] }: DescribeGlobalClustersCommandOutput, region: string) {
  const arns = global?.GlobalClusterMembers ?? [];
  const { Status: status, ToDbClusterArn: to } = global?.FailoverState ?? {};
  return {
    writerRegion: regionOfArn(arns.find(({ IsWriter }) => IsWriter)?.DBClusterArn),
    memberHere: arns.find(({ DBClusterArn }) => regionOfArn(DBClusterArn) === region)?.DBClusterArn,
    failover: status === undefined ? undefined : { status, to: to ?? 'an unnamed cluster' },
  };
}

const statusOf = ({ DBClusters: [cluster] = [] }: DescribeDBClustersCommandOutput) => cluster?.Status ?? 'unknown';
