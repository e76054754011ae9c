import { DescribeDBInstancesCommand, type DescribeDBInstancesCommandOutput, RDSClient } from '@aws-sdk/client-rds';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { databaseEvents } from '../../edge/database-events';
import { dynamoHere } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { consoleLog, type Log } from '../../edge/log';
import { planFromFile } from '../../edge/plan-file';
import { reading } from '../../edge/reading';
import { decide, type EventDecision } from './decide';
import { recordDatabaseEvent } from './trigger';

export interface DatabaseEventClients {
  readonly dynamo: Sends;
  readonly rds: Sends;
  readonly log: Log;
}

/**
 * Keeps what RDS tells of the plan's databases. Nothing waits for it: what AWS could not answer is thrown, so that the
 * event is delivered again.
 */
export const createHandler =
  ({ dynamo, rds, log }: DatabaseEventClients, place: Place) =>
  async (event: unknown): Promise<{ kept: boolean; because: string }> => {
    const decision = await judged(event, place, rds);
    log({ trigger: recordDatabaseEvent.name, kind: decision.kind, because: decision.because });
    const table = databaseEvents(dynamo, { plan: place.plan.name, names: place.names });
    const kept = decision.kind === 'keep' && (await table.keep(decision.event));
    return { kept, because: decision.because };
  };

async function judged(event: unknown, place: Place, rds: Sends): Promise<EventDecision> {
  const decision = decide(event, place);
  if (decision.kind !== 'ask') return decision;
  const asked = rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: decision.instance }));
  const found = await reading<DescribeDBInstancesCommandOutput>('rds:DescribeDBInstances', asked);
  if (found.outcome === 'unknown') throw new Error(found.because);
  if (found.outcome === 'failed') return { kind: 'ignore', because: found.because };
  return decide(event, place, found.value.DBInstances?.[0]?.DBClusterIdentifier ?? 'an instance without a cluster');
}

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const { region } = settings;
  const plan = planFromFile();
  const clients = { dynamo: dynamoHere(region), rds: new RDSClient(settings), log: consoleLog };
  return createHandler(clients, { plan, region, names: namesOf(plan, region) });
});
