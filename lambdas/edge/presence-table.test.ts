import { type GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { NOW } from '../../test/fixtures';
import { presenceTable } from './presence-table';

/** A table of a few items, by the whole of their keys. */
function smallTable() {
  const items = new Map<string, object>();
  const reads: (boolean | undefined)[] = [];
  const dynamo = {
    async send(command: GetItemCommand | PutItemCommand) {
      if (command instanceof PutItemCommand) {
        const { pk, sk } = command.input.Item ?? {};
        items.set(JSON.stringify([command.input.TableName, pk, sk]), command.input.Item ?? {});
        return {};
      }
      const { TableName, Key, ConsistentRead } = command.input;
      reads.push(ConsistentRead);
      return { Item: items.get(JSON.stringify([TableName, Key?.pk, Key?.sk])) };
    },
  };
  const tableOf = (plan: string) => presenceTable(dynamo, { plan, names: { table: 'understudy' } });
  return { items, reads, tableOf };
}

const presence = {
  signalUrl: 'https://signal.lambda-url.us-west-2.on.aws/',
  approvalUrl: 'https://approval.lambda-url.us-west-2.on.aws/',
  controlsUrl: 'https://controls.lambda-url.us-west-2.on.aws/',
  planSha256: 'a'.repeat(64),
  at: NOW,
};

describe('The presence table', () => {
  test('holds nothing before the first minute', async () => {
    expect(await smallTable().tableOf('orders').read()).toBeUndefined();
  });

  test('gives back what was written last, by a strong read', async () => {
    const { tableOf, reads } = smallTable();
    await tableOf('orders').write({ ...presence, planSha256: 'b'.repeat(64) });
    await tableOf('orders').write(presence);
    expect(await tableOf('orders').read()).toEqual(presence);
    expect(reads).toEqual([true]);
  });

  test("keeps one plan's presence apart from another's, where its policy lets it", async () => {
    const { tableOf, items } = smallTable();
    await tableOf('orders').write(presence);
    expect(await tableOf('payments').read()).toBeUndefined();
    expect([...items.keys()]).toEqual([JSON.stringify(['understudy', { S: 'presence#orders' }, { S: 'presence' }])]);
  });
});
