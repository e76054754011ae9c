import {
  DescribeDBClustersCommand,
  type DescribeDBClustersCommandOutput,
  DescribeGlobalClustersCommand,
  type DescribeGlobalClustersCommandOutput,
  FailoverGlobalClusterCommand,
} from '@aws-sdk/client-rds';
import { regionOfArn } from '../../../lib/domain/region';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import type { Sends } from '../../edge/clients';
import { isoAt } from '../../edge/clock';
import type { Edge } from '../../edge/step-handler';
import { faultOf } from '../../edge/transient';
import type { Promote, SeenDatabase } from './decide';
import { sentIn } from './sent';
import { promoteDatabase } from './step';

type Input = InputOf<typeof promoteDatabase>;

/**
 * Aurora as seen from here. Only this Region's endpoint is called: the other one may be gone, and the failover of a
 * global database is called in the Region that takes over.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html
 */
export const aurora = ({ rds }: { rds: Sends }, { clock, evidence }: Pick<Edge, 'clock' | 'evidence'>) => ({
  async look({ plan, region, run, now, document }: Input): Promise<SeenDatabase[]> {
    const records = await evidence(document).read(run.id);
    return Promise.all(
      plan.databases.map(async ({ globalCluster, clusters }) => {
        const [global, cluster] = await Promise.all([
          rds.send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: globalCluster })),
          rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: clusters[region] })),
        ]);
        return {
          globalCluster,
          ...membersOf(global, region),
          clusterStatus: statusOf(cluster),
          sent: sentIn(records, { globalCluster, now }),
        };
      }),
    );
  },
  /**
   * Without `AllowDataLoss` this call would be a switchover, which needs the lost Region. An answer other than yes is
   * recorded instead of thrown: the next look sees it beside what Aurora shows, and decides what it means.
   */
  async perform(act: Promote, { run, epoch, document }: Input): Promise<void> {
    try {
      await rds.send(
        new FailoverGlobalClusterCommand({
          GlobalClusterIdentifier: act.globalCluster,
          TargetDbClusterIdentifier: act.target,
          AllowDataLoss: true,
        }),
      );
    } catch (error) {
      const answer = faultOf(error);
      if (answer === 'own') throw error;
      const record = { step: promoteDatabase.name, kind: 'failed', because: oneLine(String(error)) } as const;
      const entry = { ...record, at: isoAt(clock.now()), runId: run.id, epoch, data: { act, answer } };
      // Of two troubles Aurora's tells the operator more.
      await evidence(document)
        .append(entry)
        .catch(() => Promise.reject(error));
    }
  },
});

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
