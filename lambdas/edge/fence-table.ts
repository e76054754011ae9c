import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type Fence, fenceFrom, fenceItem } from '../../lib/domain/fence';
import type { Names } from '../../lib/domain/names';
import { fenceKey } from '../../lib/domain/table-items';
import type { Sends } from './clients';
import { holds, ifStill } from './conditional';
import { understoodAs } from './malformed';

/** What was stopped in a Region so that it takes no more writes, as its own table says. */
export interface FenceTable {
  /**
   * A strong read.
   *
   * @throws also when the item cannot be understood: nobody may take that for "nothing is fenced"
   */
  read(): Promise<Fence | undefined>;
  /** Writes `next` if the item is still the one observed; `false` when it is not. */
  write(next: Fence, observed: Pick<Fence, 'version'> | undefined): Promise<boolean>;
}

export interface FencePlace {
  readonly plan: string;
  readonly names: Pick<Names, 'table'>;
}

/** @param dynamo the client of the Region that is fenced */
export function fenceTable(dynamo: Sends, { plan, names }: FencePlace): FenceTable {
  return {
    async read() {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: names.table, Key: fenceKey(plan), ConsistentRead: true }),
      );
      return Item && understoodAs('a fence', () => fenceFrom(Item));
    },
    write: (next, observed) =>
      holds(
        dynamo.send(new PutItemCommand({ TableName: names.table, Item: fenceItem(plan, next), ...ifStill(observed) })),
      ),
  };
}
