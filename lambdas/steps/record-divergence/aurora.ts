import {
  CopyDBClusterSnapshotCommand,
  DescribeDBClusterSnapshotsCommand,
  type DescribeDBClusterSnapshotsCommandOutput,
} from '@aws-sdk/client-rds';
import { isRecordedUnder } from '../../../lib/domain/divergence';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import { namesOf, STACK_TAGS } from '../../../lib/domain/names';
import type { Database } from '../../../lib/domain/plan';
import { oneLine } from '../../../lib/domain/text';
import { claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import { isoAt } from '../../edge/clock';
import { databaseEvents } from '../../edge/database-events';
import { divergenceTable } from '../../edge/divergence-table';
import { hasLedger, readLedger } from '../../edge/ledger';
import { reading } from '../../edge/reading';
import type { Edge } from '../../edge/step-handler';
import { faultOf } from '../../edge/transient';
import type { Web } from '../../edge/web';
import type { Act, Input, Seen, SeenDatabase, Snapshot } from './seen';
import { recordDivergence } from './step';
import { standingOf, type Takeover } from './takeover';

export interface DivergenceClients {
  /** DynamoDB of a Region. */
  readonly dynamoIn: (region: string) => Sends;
  /** RDS of this Region. */
  readonly rds: Sends;
  readonly web: Web;
}

/** RDS lists at most this many snapshots at once, and no more than 100 by persons exist in a Region by default. */
const PAGE_RECORDS = 100;
const PAGES_MAX = 10;

/** The databases here, and what the tables of all Regions say of who took over. */
export function aurora(clients: DivergenceClients, { clock, evidence }: Pick<Edge, 'clock' | 'evidence'>) {
  const { dynamoIn, rds } = clients;
  const tableHere = ({ plan, names, region }: Input) => [dynamoIn(region), { plan: plan.name, names }] as const;
  return {
    async look(input: Input): Promise<Seen> {
      const [own, others, recorded, events] = await Promise.all([
        claimTable(...tableHere(input)).read(),
        claimsElsewhere(clients, input),
        divergenceTable(...tableHere(input)).read(),
        databaseEvents(...tableHere(input)).read(),
      ]);
      const standing = standingOf({ own, others }, input);
      const takeover = 'takeover' in standing ? standing.takeover : undefined;
      const databases = takeover
        ? await seenDatabases(clients, input, {
            takeover,
            isRecorded: isRecordedUnder(recorded, takeover.epoch),
            records: await evidence(input.document).read(input.run.id),
          })
        : [];
      return { own, others, recorded, events, databases };
    },
    async perform(act: Act, input: Input): Promise<void> {
      if (act.kind === 'record') {
        // Whoever wrote in between is seen by the next look.
        await divergenceTable(...tableHere(input)).write(act.next, act.observed);
        return;
      }
      try {
        await rds.send(copyOf(act, input));
      } catch (error) {
        const fault = faultOf(error);
        if (fault === 'own') throw error;
        // The next look finds what exists already, and asks again for what AWS did not take.
        if (fault !== 'refused' || (error as Error).name === 'DBClusterSnapshotAlreadyExistsFault') return;
        const { run, epoch, document } = input;
        const record = { step: recordDivergence.name, kind: 'failed', because: oneLine(String(error)) } as const;
        await evidence(document).append({ ...record, at: isoAt(clock.now()), runId: run.id, epoch, data: { act } });
      }
    },
  };
}

const claimsElsewhere = ({ dynamoIn }: DivergenceClients, { plan, region: here }: Input): Promise<Seen['others']> =>
  Promise.all(
    plan.regions
      .filter((region) => region !== here)
      .map(async (region) => {
        const table = claimTable(dynamoIn(region), { plan: plan.name, names: namesOf(plan, region) });
        return { region, claim: await reading(`dynamodb:GetItem of the claim in ${region}`, table.read()) };
      }),
  );

interface Looking {
  readonly takeover: Takeover;
  /** Then the rows are not counted any more: Aurora rebuilds the database, and the old ones are gone. */
  readonly isRecorded: boolean;
  /** Evidence of this run. */
  readonly records: readonly EvidenceRecord[];
}

const seenDatabases = (clients: DivergenceClients, input: Input, looking: Looking): Promise<SeenDatabase[]> =>
  Promise.all(
    input.plan.databases.map(async (database) => {
      const { globalCluster } = database;
      const cluster = database.clusters[input.region] ?? '';
      const [ledgers, snapshots] = await Promise.all([
        looking.isRecorded ? undefined : seenLedgers(clients, { database, input, takeover: looking.takeover }),
        reading('rds:DescribeDBClusterSnapshots', snapshotsOf(clients.rds, cluster)),
      ]);
      return { globalCluster, cluster, ledgers, snapshots, ...copiesIn(looking.records, globalCluster, input.now) };
    }),
  );

interface Counted {
  readonly database: Database;
  readonly input: Input;
  readonly takeover: Takeover;
}

async function seenLedgers({ web }: DivergenceClients, { database, input, takeover }: Counted) {
  if (!hasLedger(database)) return undefined;
  const { region, now } = input;
  const [here, there] = await Promise.all([
    readLedger(web, { database, region, now, since: takeover.from }),
    readLedger(web, { database, region: takeover.activeRegion, now }),
  ]);
  return { here, there };
}

async function snapshotsOf(rds: Sends, cluster: string): Promise<Snapshot[]> {
  const found: Snapshot[] = [];
  let marker: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const asked = { DBClusterIdentifier: cluster, MaxRecords: PAGE_RECORDS, ...(marker && { Marker: marker }) };
    const { DBClusterSnapshots = [], Marker }: DescribeDBClusterSnapshotsCommandOutput = await rds.send(
      new DescribeDBClusterSnapshotsCommand(asked),
    );
    found.push(
      ...DBClusterSnapshots.map((one) => ({
        name: one.DBClusterSnapshotIdentifier ?? '',
        cluster: one.DBClusterIdentifier,
        status: one.Status ?? 'unknown',
        createdAt: one.SnapshotCreateTime?.toISOString(),
      })),
    );
    marker = Marker;
    if (!marker) break;
  }
  return found;
}

/** What this run did about the copy of a database's snapshot. */
function copiesIn(records: readonly EvidenceRecord[], globalCluster: string, now: string) {
  const about = records.filter(({ step, data }) => {
    const act = data.act as Partial<Extract<Act, { kind: 'copy' }>> | undefined;
    return step === recordDivergence.name && act?.kind === 'copy' && act.globalCluster === globalCluster;
  });
  const asked = about.findLast(({ kind }) => kind === 'called');
  return {
    askedSecondsAgo: asked && (Date.parse(now) - Date.parse(asked.at)) / 1000,
    refused: about.findLast(({ kind }) => kind === 'failed')?.because,
  };
}

const copyOf = ({ source, target, epoch }: Extract<Act, { kind: 'copy' }>, { plan }: Input) =>
  new CopyDBClusterSnapshotCommand({
    SourceDBClusterSnapshotIdentifier: source,
    TargetDBClusterSnapshotIdentifier: target,
    Tags: [
      { Key: STACK_TAGS.plan, Value: plan.name },
      { Key: STACK_TAGS.epoch, Value: String(epoch) },
    ],
  });
