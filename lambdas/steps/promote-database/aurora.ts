import {
  DescribeDBClustersCommand,
  type DescribeDBClustersCommandOutput,
  DescribeGlobalClustersCommand,
  type DescribeGlobalClustersCommandOutput,
  FailoverGlobalClusterCommand,
  SwitchoverGlobalClusterCommand,
} from '@aws-sdk/client-rds';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import type { Database } from '../../../lib/domain/plan';
import { regionOfArn } from '../../../lib/domain/region';
import { oneLine } from '../../../lib/domain/text';
import type { Sends } from '../../edge/clients';
import { isoAt } from '../../edge/clock';
import { versionProblem } from '../../edge/engine-version';
import type { EvidenceTable } from '../../edge/evidence-table';
import { hasLedger, readLedger } from '../../edge/ledger';
import type { Edge } from '../../edge/step-handler';
import { faultOf } from '../../edge/transient';
import type { Web } from '../../edge/web';
import { hasArrived } from './judge';
import { MOMENTS, type Moment, momentIn } from './moments';
import { type Input, isSwitchover, type Promote, type SeenDatabase } from './seen';
import { seldom } from './seldom';
import { sentIn } from './sent';
import { promoteDatabase } from './step';
import { toldHere, toldOf } from './told';

export interface AuroraClients {
  /** DynamoDB of this Region. */
  readonly dynamo: Sends;
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
export const aurora = (
  { dynamo, rdsIn, web }: AuroraClients,
  { clock, evidence, log }: Pick<Edge, 'clock' | 'evidence' | 'log'>,
  viewsOf = seldom(clock),
) => ({
  async look(input: Input): Promise<SeenDatabase[]> {
    const { region, now } = input;
    const records = await evidence(input.document).read(input.run.id);
    const found = await viewsOf(input, records, (database) => seenDatabase(rdsIn(region), database, region));
    const events = found.some(({ writerRegion }) => writerRegion === region)
      ? await toldHere({ dynamo, log }, input)
      : [];
    return Promise.all(
      found.map(async ({ database, ...seen }) => {
        const { globalCluster } = database;
        const isCounted = isSwitchover(input) && hasLedger(database) && hasArrived(seen, input);
        const isCancelled = seen.failover?.status === 'cancelling' && seen.failover.to === seen.memberHere;
        const since = (moment: Moment, isShown: boolean) =>
          secondsSince(evidence(input.document), { globalCluster, moment, isShown, records }, input);
        return {
          ...seen,
          wasCancelled: (await since('cancelled', isCancelled)) !== undefined,
          hereForSeconds: await since('arrived', isCounted),
          ...(isCounted && { ledger: await readLedger(web, { database, region, now }) }),
          told: toldOf(events, { database, records, region }),
          sent: sentIn(records, { globalCluster, now }),
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

/** One database as RDS shows it. */
export type Looked = Awaited<ReturnType<typeof seenDatabase>>;

interface Shown {
  readonly globalCluster: string;
  readonly moment: Moment;
  /** Whether Aurora shows it now. */
  readonly isShown: boolean;
  readonly records: readonly EvidenceRecord[];
}

/** How long ago this run first saw it, seconds, by its evidence; what is new is written down. */
async function secondsSince(
  evidence: Pick<EvidenceTable, 'append' | 'read'>,
  { isShown, records, ...of }: Shown,
  { now: at, run, epoch }: Input,
): Promise<number | undefined> {
  const known = momentIn(records, of);
  if (known !== undefined) return (Date.parse(at) - Date.parse(known)) / 1000;
  if (!isShown) return undefined;
  const because = `${of.globalCluster}: ${MOMENTS[of.moment]}`;
  await evidence.append({
    at,
    runId: run.id,
    epoch,
    step: promoteDatabase.name,
    kind: 'answered',
    because,
    data: { ...of },
  });
  return 0;
}

/** Without `AllowDataLoss` a failover would be a switchover, which needs the lost Region; a switchover never has it. */
function commandOf({ globalCluster, target, switchoverIn }: Promote) {
  const move = { GlobalClusterIdentifier: globalCluster, TargetDbClusterIdentifier: target };
  return switchoverIn === undefined
    ? new FailoverGlobalClusterCommand({ ...move, AllowDataLoss: true })
    : new SwitchoverGlobalClusterCommand(move);
}

async function seenDatabase(rds: Sends, database: Database, region: string) {
  const { globalCluster, clusters, engine } = database;
  const [global, cluster] = await Promise.all([
    rds.send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: globalCluster })),
    rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: clusters[region] })),
  ]);
  const { EngineVersion: primary } = global.GlobalClusters?.[0] ?? {};
  const { EngineVersion: here } = cluster.DBClusters?.[0] ?? {};
  return {
    database,
    globalCluster,
    ...membersOf(global, region),
    ...clusterOf(cluster),
    // What RDS leaves out it judges itself.
    versionProblem: primary && here ? versionProblem({ engine, primary, here }) : undefined,
    sent: undefined,
  };
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
