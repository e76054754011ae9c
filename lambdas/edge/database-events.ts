import { PutItemCommand, QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { DatabaseEvent } from '../../lib/domain/database-event';
import type { Names } from '../../lib/domain/names';
import { databaseEventKey, databaseEventPartition } from '../../lib/domain/table-items';
import type { Sends } from './clients';
import { holds } from './conditional';
import { understoodAs } from './malformed';

/** What RDS has told of the plan's databases in this Region. */
export interface DatabaseEvents {
  /** Every event that was kept, the oldest first. */
  read(): Promise<DatabaseEvent[]>;
  /** Keeps an event once; `false` when it was delivered before. */
  keep(event: DatabaseEvent): Promise<boolean>;
}

export interface DatabaseEventsPlace {
  readonly plan: string;
  readonly names: Pick<Names, 'table'>;
}

/** @param dynamo the client of this Region */
export const databaseEvents = (dynamo: Sends, { plan, names }: DatabaseEventsPlace): DatabaseEvents => ({
  async read() {
    // A move of the writer leaves a handful of them: one page, 1 MB, holds those of decades.
    const { Items = [] }: QueryCommandOutput = await dynamo.send(
      new QueryCommand({
        TableName: names.table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: databaseEventPartition(plan) } },
      }),
    );
    const events = Items.map(({ event }) =>
      understoodAs('a database event', () => DatabaseEvent.parse(JSON.parse(event?.S ?? 'null'))),
    );
    return events.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  },
  keep: (event) =>
    holds(
      dynamo.send(
        new PutItemCommand({
          TableName: names.table,
          Item: { ...databaseEventKey(plan, event.eventId), event: { S: JSON.stringify(event) } },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    ),
});
