import { timingKey } from '../../lib/domain/table-items';
import { smallTable } from '../../test/small-table';
import { TIMED_RUNS_MAX, timingTable } from './timing-table';

const place = { plan: 'orders', names: { table: 'understudy-orders' } };

test('seconds of each step are kept by verb, the newest last', async () => {
  const table = timingTable(smallTable(), place);
  expect(await table.read('failover')).toEqual({});
  await table.add('failover', { runId: 'run-1', seconds: { AdmitRun: 3, DeployStacks: 200 } });
  await table.add('failover', { runId: 'run-2', seconds: { AdmitRun: 4 } });
  await table.add('drill', { runId: 'run-3', seconds: { AdmitRun: 9 } });
  expect(await table.read('failover')).toEqual({ AdmitRun: [3, 4], DeployStacks: [200] });
});

test('a run is written down once', async () => {
  const table = timingTable(smallTable(), place);
  const run = { runId: 'run-1', seconds: { AdmitRun: 3 } };
  expect([await table.add('failover', run), await table.add('failover', run)]).toEqual([true, true]);
  expect(await table.read('failover')).toEqual({ AdmitRun: [3] });
});

test('only the last ten are kept', async () => {
  const table = timingTable(smallTable(), place);
  for (let run = 1; run <= TIMED_RUNS_MAX + 1; run++) {
    await table.add('failover', { runId: `run-${run}`, seconds: { AdmitRun: run } });
  }
  expect((await table.read('failover')).AdmitRun).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('of two runs that end at once the second is not written over the first', async () => {
  const items = smallTable();
  const table = timingTable(items, place);
  const elsewhere = timingTable(items, place);
  let isFirst = true;
  items.meanwhile = (command) => {
    if (!isFirst || command.constructor.name !== 'PutItemCommand') return;
    isFirst = false;
    items.keep({
      ...timingKey('orders', 'failover'),
      runId: { S: 'x' },
      version: { N: '1' },
      steps: { S: '{"A":[1]}' },
    });
  };
  expect(await table.add('failover', { runId: 'run-1', seconds: { A: 2 } })).toBe(false);
  expect(await elsewhere.read('failover')).toEqual({ A: [1] });
});

test.each(['not JSON', '{"AdmitRun":"slow"}'])('an item that says %s counts as never measured', async (steps) => {
  const items = smallTable([{ ...timingKey('orders', 'failover'), steps: { S: steps }, version: { N: '3' } }]);
  expect(await timingTable(items, place).read('failover')).toEqual({});
  expect(await timingTable(items, place).add('failover', { runId: 'r', seconds: { AdmitRun: 1 } })).toBe(true);
});
