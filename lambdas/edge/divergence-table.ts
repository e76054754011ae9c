import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type Divergence, divergenceFrom, divergenceItem } from '../../lib/domain/divergence';
import type { Names } from '../../lib/domain/names';
import { divergenceKey } from '../../lib/domain/table-items';
import type { Sends } from './clients';
import { holds, ifStill } from './conditional';
import { understoodAs } from './malformed';

/** What the databases of a Region may hold alone, as its own table says. */
export interface DivergenceTable {
  /**
   * A strong read: what was recorded is seen by the very next run.
   *
   * @throws also when the item cannot be understood: nobody may take that for "nothing has diverged"
   */
  read(): Promise<Divergence | undefined>;
  /** Writes `next` if the item is still the one observed: nobody acknowledges what they have not seen. */
  write(next: Divergence, observed: Divergence | undefined): Promise<boolean>;
}

export interface DivergencePlace {
  readonly plan: string;
  readonly names: Pick<Names, 'table'>;
}

/** @param dynamo the client of the Region whose item it is */
export function divergenceTable(dynamo: Sends, { plan, names }: DivergencePlace): DivergenceTable {
  return {
    async read() {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: names.table, Key: divergenceKey(plan), ConsistentRead: true }),
      );
      return Item && understoodAs('a divergence', () => divergenceFrom(Item));
    },
    write: (next, observed) =>
      holds(
        dynamo.send(
          new PutItemCommand({ TableName: names.table, Item: divergenceItem(plan, next), ...ifStill(observed) }),
        ),
      ),
  };
}
