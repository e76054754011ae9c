/** What decides is read strongly, and written only where nobody else has written since. */
import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { RUN_ID } from '../../test/fixtures';
import { approvalTable } from './approval-table';
import { automationTable } from './automation-table';
import { claimTable } from './claim-table';
import type { Sends } from './clients';
import { databaseEvents } from './database-events';
import { divergenceTable } from './divergence-table';
import { lastCheckTable } from './drift/last-check';
import { evidenceTable } from './evidence-table';
import { fenceTable } from './fence-table';
import { lockTable } from './lock-table';
import { presenceTable } from './presence-table';
import { readinessTable } from './readiness-table';
import { warmTable } from './warm-table';

const place = { plan: 'orders', names: { table: 'understudy' } as never };

/** An empty table that remembers what it was sent. */
function emptyTable() {
  const sent: unknown[] = [];
  const dynamo: Sends = {
    send: async (command: unknown) => {
      sent.push(command);
      return {};
    },
  };
  return { dynamo, sent };
}

const READS: Readonly<Record<string, (dynamo: Sends) => Promise<unknown>>> = {
  lock: (dynamo) => lockTable(dynamo, place).read(),
  claim: (dynamo) => claimTable(dynamo, place).read(),
  'off switch': (dynamo) => automationTable(dynamo, place).read(),
  approval: (dynamo) => approvalTable(dynamo, place).read(RUN_ID),
  divergence: (dynamo) => divergenceTable(dynamo, place).read(),
  fence: (dynamo) => fenceTable(dynamo, place).read(),
  prewarm: (dynamo) => warmTable(dynamo, place).read(),
  readiness: (dynamo) => readinessTable(dynamo, place).read(),
  presence: (dynamo) => presenceTable(dynamo, place).read(),
  evidence: (dynamo) => evidenceTable(dynamo, place.names).read(RUN_ID),
  'last check for drift': (dynamo) =>
    lastCheckTable(dynamo, { plan: { name: 'orders' } as never, names: place.names }).read(),
  'events of the databases': (dynamo) => databaseEvents(dynamo, place).read(),
};

test.each(Object.entries(READS))('the %s is read strongly', async (_, read) => {
  const { dynamo, sent } = emptyTable();
  await read(dynamo);
  expect(sent.map((command) => command instanceof GetItemCommand || command instanceof QueryCommand)).toEqual([true]);
  expect(sent.map((command) => (command as GetItemCommand).input.ConsistentRead)).toEqual([true]);
});

const any = { version: 2, stacks: [], history: [], databases: [], facts: {}, answers: [] } as never;
const observed = { version: 1 } as never;

const WRITES: Readonly<Record<string, (dynamo: Sends, seen: never) => Promise<boolean>>> = {
  lock: (dynamo, seen) => lockTable(dynamo, place).acquire(any, seen),
  'off switch': (dynamo, seen) => automationTable(dynamo, place).write(any, seen),
  approval: (dynamo, seen) => approvalTable(dynamo, place).write(any, seen),
  divergence: (dynamo, seen) => divergenceTable(dynamo, place).write(any, seen),
  fence: (dynamo, seen) => fenceTable(dynamo, place).write(any, seen),
  prewarm: (dynamo, seen) => warmTable(dynamo, place).write(any, seen),
};

describe.each(Object.entries(WRITES))('the %s', (_, write) => {
  test.each([
    ['once, where nobody has written it yet', undefined, 'attribute_not_exists(#version)', undefined],
    ['only over the version that was observed', observed, '#version = :observed', { ':observed': { N: '1' } }],
  ])('is written %s', async (__, seen, condition, values) => {
    const { dynamo, sent } = emptyTable();
    await write(dynamo, seen as never);
    const [command] = sent as PutItemCommand[];
    expect(command).toBeInstanceOf(PutItemCommand);
    expect(command?.input.ConditionExpression).toBe(condition);
    expect(command?.input.ExpressionAttributeValues).toEqual(values);
  });
});
