import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { namesOf } from '../../lib/domain/names';
import type { RunDocument } from '../../lib/domain/run';
import { clientSettings, type Sends } from './clients';
import { type Clock, systemClock } from './clock';
import { evidenceTable } from './evidence-table';
import { lockTable } from './lock-table';
import { consoleLog } from './log';
import type { Edge } from './step-handler';

/** The edge of a step's Lambda. @param dynamo client of this Region @param clock @default the system's */
export const edgeOver = (dynamo: Sends, clock: Clock = systemClock): Edge => ({
  clock,
  log: consoleLog,
  lock: ({ plan, run }: RunDocument) => lockTable(dynamo, { plan: plan.name, names: namesOf(plan, run.region) }),
  evidence: ({ plan, run }: RunDocument) => evidenceTable(dynamo, namesOf(plan, run.region)),
});

/** DynamoDB of the Region this function runs in. */
export const dynamoHere = (region: string): Sends => new DynamoDBClient(clientSettings(region));

/** The edge as it is deployed: DynamoDB of the Region this function runs in. */
export const deployedEdge = (region: string): Edge => edgeOver(dynamoHere(region));
