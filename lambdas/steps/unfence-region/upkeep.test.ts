import type { Fence } from '../../../lib/domain/fence';
import type { Plan } from '../../../lib/domain/plan';
import type { RunDocument } from '../../../lib/domain/run';
import { claimKey } from '../../../lib/domain/table-items';
import { fenceWorld, RELEASE, serviceArn, withoutLedgers } from '../../../test/fence-world';
import { document, EPOCH, HERE, LOST, NOW, RUN_ID } from '../../../test/fixtures';
import { awsError } from '../../../test/standby';
import { SILENT_SECONDS_MAX } from '../../edge/fencing/silence';
import { createHandler } from './handler';
import { OPEN_SECONDS_MAX } from './whose';

const withoutDatabases: Plan = { ...withoutLedgers, databases: [] };
const web = serviceArn(HERE, 'web');
const settle = (plan: Plan, more: Partial<RunDocument> = {}): RunDocument => ({
  ...document,
  plan,
  run: { ...document.run, verb: 'settle' },
  admitRun: { status: 'done', output: { epoch: EPOCH, reason: 'not settled' } },
  ...more,
});
const service = (name: string, more: Partial<Fence['before']['services'][0]> = {}) => ({
  ...{ arn: serviceArn(HERE, name), stack: `orders-web-${RELEASE}`, release: RELEASE, desiredCount: 2 },
  ...more,
});
const fence = (more: Partial<Fence> = {}): Fence => ({
  ...{ epoch: EPOCH, runId: 'arn:switchover', at: NOW, state: 'fenced', version: 4 },
  before: {
    services: [service('web')],
    rules: [{ name: 'nightly', wasEnabled: true }],
    schedules: [{ name: 'default/invoices', wasEnabled: true }],
  },
  ...more,
});

function left({ plan = withoutLedgers, item = fence() as Fence | 'none' } = {}) {
  const { world, clients, edge } = fenceWorld();
  world.writers.region = HERE;
  const here = world.at(HERE);
  here.services[web] = { desiredCount: 0, runningCount: 0 };
  here.rules.nightly = 'DISABLED';
  if (item !== 'none') world.keepFence(HERE, item);
  const claim = (region: string, epoch: number) =>
    world.at(region).table.keep({ ...claimKey('orders'), epoch: { N: String(epoch) } });
  const handle = createHandler(clients, edge);
  let record: object | undefined;
  const run = async () => {
    const answer = await handle(settle(plan, record ? { unfenceRegion: record } : {}));
    record = answer;
    return answer;
  };
  return { world, here, claim, run };
}
const later = (world: { now: number }, seconds: number) => {
  world.now += seconds * 1000;
};

describe('A settle lifts what a dead run has left here', () => {
  test.each(['begun', 'fenced'] as const)('of a fence that is %s, and starts all of it', async (state) => {
    const { world, here, run } = left({ item: fence({ state }) });
    expect(await run()).toMatchObject({ status: 'done', output: { region: HERE } });
    expect(here.services[web]?.desiredCount).toBe(2);
    expect(here.rules.nightly).toBe('ENABLED');
    expect(world.fence(HERE)).toMatchObject({ state: 'lifted', lifted: { runId: RUN_ID } });
    expect(world.changes.every((change) => change.startsWith(HERE))).toBe(true);
  });

  test('with as many tasks as there were, also where some run', async () => {
    const { here, run } = left();
    here.services[web] = { desiredCount: 1, runningCount: 1 };
    await run();
    expect(here.services[web]?.desiredCount).toBe(2);
  });

  test('but no service where a later run has taken this Region over: that has started what serves', async () => {
    const { world, here, claim, run } = left();
    claim(HERE, EPOCH + 100);
    await run();
    expect(here.services[web]?.desiredCount).toBe(0);
    expect(here.rules.nightly).toBe('ENABLED');
    expect(world.records.at(-1)?.because).toContain('web of orders-web-r-3f2a1b is left as it is: a later run');
  });

  test('under the very epoch that it claims, too', async () => {
    const { here, claim, run } = left();
    claim(HERE, EPOCH);
    await run();
    expect(here.services[web]?.desiredCount).toBe(2);
  });

  test('in a plan without databases where no Region claims more', async () => {
    const { world, claim, run } = left({ plan: withoutDatabases });
    claim(HERE, 50);
    claim(LOST, 1);
    await run();
    expect(world.fence(HERE)?.state).toBe('lifted');
  });
});

describe('A settle lifts nothing', () => {
  test.each<[string, Fence | 'none']>([
    ['where nothing was ever fenced', 'none'],
    ['where the fence was lifted', fence({ state: 'lifted' })],
  ])('%s, and asks no more than that', async (_, item) => {
    const { world, run } = left({ item });
    expect(await run()).toMatchObject({ status: 'done', output: { restored: [] } });
    expect(world.calls).toBe(1);
  });

  test('while the writers are elsewhere', async () => {
    const { world, run } = left();
    world.writers.region = LOST;
    expect(await run()).toMatchObject({ status: 'done', because: expect.stringContaining('stays fenced') });
    expect(world.fence(HERE)?.state).toBe('fenced');
  });

  test('where another Region claims more, in a plan without databases', async () => {
    const { world, claim, run } = left({ plan: withoutDatabases });
    claim(HERE, 50);
    claim(LOST, 101);
    expect(await run()).toMatchObject({ status: 'done', output: { restored: [] } });
    expect(world.changes).toEqual([]);
  });

  test('while nobody knows who serves, and names the commands after a while', async () => {
    const { world, run } = left({ plan: withoutDatabases });
    world.at(LOST).errors.dynamodb = awsError('TimeoutError', 500);
    expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining('claim of us-east-1') });
    later(world, OPEN_SECONDS_MAX);
    await expect(run()).rejects.toThrow(
      `aws ecs update-service --region ${HERE} --cluster 'orders' --service '${web}'`,
    );
    expect(world.changes).toEqual([]);
  });

  test('once another run has the lock', async () => {
    const { world, run } = left();
    world.isOwned = false;
    await expect(run()).rejects.toMatchObject({ name: 'Understudy.Joined' });
    expect(world.changes).toEqual([]);
  });
});

describe('What an item may not ask for is left out and said', () => {
  const strange: Fence['before'] = {
    services: [
      service('web'),
      service('reader', { stack: 'orders-data-r-3f2a1b' }),
      service('drill', { stack: `drill-orders-web-${RELEASE}` }),
      service('huge', { desiredCount: 1001 }),
      service('there', { arn: serviceArn(LOST, 'web') }),
    ],
    rules: [{ name: 'understudy-orders-watch', wasEnabled: true }],
    schedules: [{ name: 'default/payroll', wasEnabled: true }],
  };
  test('by whoever lifts it', async () => {
    const { world, here, run } = left({ item: fence({ before: strange }) });
    for (const name of ['reader', 'drill', 'huge']) {
      here.services[serviceArn(HERE, name)] = { desiredCount: 0, runningCount: 0 };
    }
    await run();
    expect(world.changes).toEqual([`${HERE} UpdateService`]);
    expect(here.services[web]?.desiredCount).toBe(2);
    const said = world.records.at(-1)?.because ?? '';
    for (const words of [
      ...["the plan's fence names no stack orders-data-r-3f2a1b", 'had 1001 tasks, and at most 1000', `in ${HERE}`],
      ...['the rule understudy-orders-watch is left as it is', 'the schedule default/payroll is left as it is'],
    ]) {
      expect(said).toContain(words);
    }
  });

  test('and one that holds something else than names ends in the command that shows it', async () => {
    const { world, run } = left();
    const item = world.fence(HERE) as Fence;
    world.keepFence(HERE, { ...item, before: { ...item.before, rules: [{ name: '$(id)', wasEnabled: true }] } });
    await expect(run()).rejects.toThrow(/does not hold what a fence holds.*aws dynamodb get-item/);
    expect(world.changes).toEqual([]);
  });
});

describe('A Region that is silent while its fence is lifted', () => {
  test('is waited for as long as it takes to be sure, and no longer', async () => {
    const { world, here, run } = left();
    here.errors.DescribeServices = awsError('TimeoutError', 500);
    expect(await run()).toMatchObject({ status: 'pending' });
    later(world, SILENT_SECONDS_MAX - 1);
    expect(await run()).toMatchObject({ status: 'pending' });
    later(world, 1);
    await expect(run()).rejects.toThrow(/is still fenced: .*aws ecs update-service/);
  });

  test('and answered in between is waited for anew', async () => {
    const { world, here, run } = left();
    here.errors.DescribeServices = awsError('TimeoutError', 500);
    await run();
    here.errors.DescribeServices = undefined;
    here.isSlow = true;
    expect(await run()).toMatchObject({ because: expect.stringContaining('starts again') });
    later(world, SILENT_SECONDS_MAX);
    here.errors.DescribeServices = awsError('TimeoutError', 500);
    expect(await run()).toMatchObject({ status: 'pending' });
  });
});
