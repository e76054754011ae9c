import type { DatabaseEvent } from '../../../lib/domain/database-event';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import type { Database } from '../../../lib/domain/plan';
import type { Sends } from '../../edge/clients';
import { databaseEvents } from '../../edge/database-events';
import type { Edge } from '../../edge/step-handler';
import type { Input } from './seen';
import { firstSentAt } from './sent';
import { promoteDatabase } from './step';

/** RDS may write the time of an event in whole seconds. */
const EVENT_PRECISION_MILLISECONDS = 1000;

export interface Asking {
  /** DynamoDB of this Region. */
  readonly dynamo: Sends;
  readonly log: Edge['log'];
}

/** What RDS has told of the databases here. Nothing waits for it: where it cannot be read, nothing was told. */
export async function toldHere({ dynamo, log }: Asking, { plan, names, run }: Input): Promise<DatabaseEvent[]> {
  try {
    return await databaseEvents(dynamo, { plan: plan.name, names }).read();
  } catch (error) {
    const because = 'what RDS has told of the databases cannot be read';
    log({ step: promoteDatabase.name, kind: 'events-missing', because, error: String(error), runId: run.id });
    return [];
  }
}

interface Of {
  readonly database: Pick<Database, 'globalCluster' | 'clusters'>;
  readonly records: readonly EvidenceRecord[];
  readonly region: string;
}

/** What of it is about the cluster of a database here, since this run first sent its promotion. */
export function toldOf(events: readonly DatabaseEvent[], { database, records, region }: Of): DatabaseEvent[] {
  const sentAt = firstSentAt(records, database.globalCluster);
  if (sentAt === undefined) return [];
  const from = Date.parse(sentAt) - EVENT_PRECISION_MILLISECONDS;
  return events.filter(({ cluster, at }) => cluster === database.clusters[region] && Date.parse(at) > from);
}
