import {
  DescribeDBClustersCommand,
  type DescribeDBClustersCommandOutput,
  DescribeGlobalClustersCommand,
  type DescribeGlobalClustersCommandOutput,
  FailoverGlobalClusterCommand,
  SwitchoverGlobalClusterCommand,
} from '@aws-sdk/client-rds';
import type { Database } from '../../../lib/domain/plan';
import { regionOfArn } from '../../../lib/domain/region';
import { oneLine } from '../../../lib/domain/text';
import type { Sends } from '../../edge/clients';
import { isoAt } from '../../edge/clock';
import { hasLedger, readLedger } from '../../edge/ledger';
import type { Edge } from '../../edge/step-handler';
import { faultOf } from '../../edge/transient';
import type { Web } from '../../edge/web';
import { type Input, isSwitchover, type Promote, type SeenDatabase } from './seen';
import { sentIn } from './sent';
import { promoteDatabase } from './step';

export interface AuroraClients {
  /** RDS of a Region. Only a switchover is called anywhere but here. */
  readonly rdsIn: (region: string) => Sends;
  readonly web: Web;
}

/**
 * Aurora as seen from here. Only this Region's endpoint is looked at: the other one may be gone. The failover of a
 * global database is called in the Region that takes over, its switchover in that of the writer.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html
 */
export const aurora = ({ rdsIn, web }: AuroraClients, { clock, evidence }: Pick<Edge, 'clock' | 'evidence'>) => ({
  async look(input: Input): Promise<SeenDatabase[]> {
    const records = await evidence(input.document).read(input.run.id);
    return Promise.all(
      input.plan.databases.map(async (database) => {
        const { globalCluster } = database;
        const seen = await seenDatabase(rdsIn(input.region), database, input.region);
        const isCounted = isSwitchover(input) && seen.writerRegion === input.region && seen.failover === undefined;
        return {
          ...seen,
          ...(isCounted &&
            hasLedger(database) && { ledger: await readLedger(web, { database, ...whereAndWhen(input) }) }),
          sent: sentIn(records, { globalCluster, now: input.now }),
        };
      }),
    );
  },
  /**
   * An answer other than yes is recorded instead of thrown: the next look sees it beside what Aurora shows, and decides
   * what it means.
   */
  async perform(act: Promote, { region, run, epoch, document }: Input): Promise<void> {
    try {
      await rdsIn(act.switchoverIn ?? region).send(commandOf(act));
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

const whereAndWhen = ({ region, now }: Input) => ({ region, now });

/** Without `AllowDataLoss` a failover would be a switchover, which needs the lost Region; a switchover never has it. */
function commandOf({ globalCluster, target, switchoverIn }: Promote) {
  const move = { GlobalClusterIdentifier: globalCluster, TargetDbClusterIdentifier: target };
  return switchoverIn === undefined
    ? new FailoverGlobalClusterCommand({ ...move, AllowDataLoss: true })
    : new SwitchoverGlobalClusterCommand(move);
}

async function seenDatabase(rds: Sends, { globalCluster, clusters }: Database, region: string) {
  const [global, cluster] = await Promise.all([
    rds.send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: globalCluster })),
    rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: clusters[region] })),
  ]);
  return { globalCluster, ...membersOf(global, region), ...clusterOf(cluster) };
}

function membersOf({ GlobalClusters: [global] = [] }: DescribeGlobalClustersCommandOutput, region: string) {
  const arns = global?.GlobalClusterMembers ?? [];
  const { Status: status, ToDbClusterArn: to } = global?.FailoverState ?? {};
  return {
    writerRegion: regionOfArn(arns.find(({ IsWriter }) => IsWriter)?.DBClusterArn),
    memberHere: arns.find(({ DBClusterArn }) => regionOfArn(DBClusterArn) === region)?.DBClusterArn,
    failover: status === undefined ? undefined : { status, to: to ?? 'an unnamed cluster' },
  };
}

/**
 * A secondary is made up entirely of readers.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-getting-started.html
 */
const clusterOf = ({ DBClusters: [cluster] = [] }: DescribeDBClustersCommandOutput) => ({
  clusterStatus: cluster?.Status ?? 'unknown',
  hasWriterHere: cluster?.DBClusterMembers?.some(({ IsClusterWriter }) => IsClusterWriter) === true,
});
