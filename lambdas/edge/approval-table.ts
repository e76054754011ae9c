import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type Approval, approvalFrom } from '../../lib/domain/approval';
import type { Names } from '../../lib/domain/names';
import { approvalKey } from '../../lib/domain/table-items';
import type { Sends } from './clients';
import { holds, ifStill } from './conditional';
import { understoodAs } from './malformed';

/** The requests for approval of a plan's runs in this Region, one item for each run. */
export interface ApprovalTable {
  /** The request of a run as it is now: a strong read, because a stale one would miss a no. */
  read(runId: string): Promise<Approval | undefined>;
  /** Writes `next` if the item is still the one observed; `false` when somebody was faster. */
  write(next: Approval, observed: Approval | undefined): Promise<boolean>;
}

export interface ApprovalPlace {
  readonly plan: string;
  readonly names: Pick<Names, 'table'>;
}

/** @param dynamo the client of this Region */
export const approvalTable = (dynamo: Sends, { plan, names }: ApprovalPlace): ApprovalTable => ({
  async read(runId) {
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName: names.table, Key: approvalKey(plan, runId), ConsistentRead: true }),
    );
    const written = Item?.approval?.S;
    return written === undefined ? undefined : understoodAs('an approval', () => approvalFrom(written));
  },
  write: (next, observed) =>
    holds(
      dynamo.send(
        new PutItemCommand({
          TableName: names.table,
          Item: {
            ...approvalKey(plan, next.runId),
            version: { N: String(next.version) },
            approval: { S: JSON.stringify(next) },
          },
          ...ifStill(observed),
        }),
      ),
    ),
});
