import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Names } from '../../lib/domain/names';
import type { Presence } from '../../lib/domain/presence';
import { type Item, presenceKey } from '../../lib/domain/table-items';
import type { Sends } from './clients';

/** What a Region tells the others about itself. */
export interface PresenceTable {
  /** A strong read. `undefined` before the watch of that Region ran for the first time. */
  read(): Promise<Presence | undefined>;
  /** Only the watch of the Region itself writes, so nothing is compared. */
  write(presence: Presence): Promise<void>;
}

export interface PresencePlace {
  readonly plan: string;
  /** Names in the Region that is asked. */
  readonly names: Pick<Names, 'table'>;
}

/** @param dynamo the client of the Region that is asked */
export function presenceTable(dynamo: Sends, { plan, names }: PresencePlace): PresenceTable {
  const key = presenceKey(plan);
  return {
    async read() {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: names.table, Key: key, ConsistentRead: true }),
      );
      return Item && presenceFrom(Item);
    },
    async write({ signalUrl, approvalUrl, controlsUrl, planSha256, at }) {
      await dynamo.send(
        new PutItemCommand({
          TableName: names.table,
          Item: {
            ...key,
            signalUrl: { S: signalUrl },
            approvalUrl: { S: approvalUrl },
            controlsUrl: { S: controlsUrl },
            planSha256: { S: planSha256 },
            at: { S: at },
          },
        }),
      );
    },
  };
}

const presenceFrom = (item: Item): Presence => ({
  signalUrl: item.signalUrl?.S ?? '',
  approvalUrl: item.approvalUrl?.S ?? '',
  controlsUrl: item.controlsUrl?.S ?? '',
  planSha256: item.planSha256?.S ?? '',
  at: item.at?.S ?? '',
});
