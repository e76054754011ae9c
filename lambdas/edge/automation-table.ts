import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Automation } from '../../lib/domain/automation';
import type { Names } from '../../lib/domain/names';
import { automationKey, type Item } from '../../lib/domain/table-items';
import type { Sends } from './clients';
import { holds, ifStill } from './conditional';

/** What persons have said about automatic runs of a plan, in this Region. */
export interface AutomationTable {
  /** A strong read: a switch that a person has just thrown counts at once. */
  read(): Promise<Automation | undefined>;
  /** Writes `next` if the item is still the one observed: nobody undoes a word that they have not seen. */
  write(next: Automation, observed: Automation | undefined): Promise<boolean>;
}

export interface AutomationPlace {
  readonly plan: string;
  readonly names: Pick<Names, 'table'>;
}

/** @param dynamo the client of this Region */
export function automationTable(dynamo: Sends, { plan, names }: AutomationPlace): AutomationTable {
  const key = automationKey(plan);
  return {
    async read() {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: names.table, Key: key, ConsistentRead: true }),
      );
      return Item && automationFrom(Item);
    },
    write: ({ state, acknowledgedRun, by, because, at, version }, observed) =>
      holds(
        dynamo.send(
          new PutItemCommand({
            TableName: names.table,
            Item: {
              ...key,
              state: { S: state },
              ...(acknowledgedRun !== undefined && { acknowledgedRun: { S: acknowledgedRun } }),
              by: { S: by },
              because: { S: because },
              at: { S: at },
              version: { N: String(version) },
            },
            ...ifStill(observed),
          }),
        ),
      ),
  };
}

/** What cannot be read counts as off: nothing starts by itself on a switch that nobody understands. */
const automationFrom = (item: Item): Automation => ({
  state: item.state?.S === 'on' ? 'on' : 'off',
  ...(item.acknowledgedRun?.S !== undefined && { acknowledgedRun: item.acknowledgedRun.S }),
  by: item.by?.S ?? '',
  because: item.because?.S ?? '',
  at: item.at?.S ?? '',
  version: Number(item.version?.N ?? 0),
});
