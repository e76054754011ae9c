import type { RunDocument } from '../../../lib/domain/run';
import { type Settlement, settlementText } from '../../../lib/domain/settlement';
import { checksFor, failoverRecords, settlementIn } from '../../../lib/domain/traffic';
import { document, HERE, LOST, NOW, plan } from '../../../test/fixtures';
import { awsError, claimOf, dotted, TrafficWorld } from '../../../test/traffic-world';
import { isoAt } from '../../edge/clock';
import type { ZoneDns } from '../../edge/dns';
import type { Edge } from '../../edge/step-handler';
import { createHandler } from './handler';
import { LISTEN_SECONDS } from './target';

const before: Settlement = { epoch: 0, serial: 1, active: LOST, attached: [LOST, HERE] };
const after: Settlement = { epoch: 101, serial: 1, active: HERE, attached: [HERE] };
const hostOf = (region: string) => `signal.lambda-url.${region}.on.aws`;
const alarm = (epoch: number) => `understudy-orders-claim-above-${epoch}`;

const edge: Edge = {
  clock: { now: () => Date.parse(NOW), sleep: async () => {} },
  log: () => {},
  lock: () => ({
    read: async () => undefined,
    acquire: async () => false,
    guard: async () => true,
    release: async () => true,
    close: async () => true,
  }),
  evidence: () => ({ append: async () => {}, read: async () => [] }),
};

/** The settle run, admitted under the epoch that the last failover left. */
const run: RunDocument = {
  ...document,
  run: { ...document.run, verb: 'settle' },
  admitRun: {
    status: 'done',
    looks: 1,
    because: 'so',
    firstLookAt: NOW,
    lookAgainSeconds: 0,
    said: [],
    output: { epoch: 101, reason: 'the watch found the traffic unsettled' },
  },
  // The lost Region was listened for long enough.
  settleTraffic: {
    status: 'pending',
    looks: 1,
    because: 'so',
    firstLookAt: isoAt(Date.parse(NOW) - LISTEN_SECONDS * 1000),
    lookAgainSeconds: 10,
    said: [],
  },
};
const { settleTraffic: _, ...beginning } = run;

/** This Region has taken over from one that is dark; the records are still as they were attached. */
function afterTakeover() {
  const world = new TrafficWorld();
  for (const check of checksFor(plan, before, hostOf)) {
    const Type = 'hears' in check ? 'CALCULATED' : check.config.Type;
    world.checks.push({ Id: check.reference, CallerReference: check.reference, HealthCheckConfig: { Type } });
  }
  const idOf = () => world.checks.at(-1)?.Id ?? '';
  world.records = failoverRecords(plan, before, idOf).map((record) => dotted(record));
  for (const region of plan.regions) world.alarms.set(region, new Set([alarm(0)]));
  world.claims.set(HERE, claimOf(101));
  world.dark.add(LOST);
  const dns: ZoneDns = {
    ask: async () => [],
    texts: async () => {
      const settled = settlementIn(plan, world.records);
      return [{ outcome: 'answered', values: settled ? [settlementText(settled)] : [], silent: [] }];
    },
  };
  const { route53, rds, checkMetrics, dynamoIn, cloudwatchIn } = world;
  return { world, fresh: () => createHandler({ route53, rds, dns, checkMetrics, dynamoIn, cloudwatchIn }, edge) };
}

describe('SettleTraffic runs', () => {
  test('until the records say this Region, with its own checks and nothing of the earlier ones', async () => {
    const { world, fresh } = afterTakeover();
    expect(await fresh()(run)).toMatchObject({ status: 'done', output: { epoch: 101, serial: 1, attached: [HERE] } });
    expect(settlementIn(plan, world.records)).toEqual(after);
    expect(world.checks.map(({ CallerReference }) => CallerReference)).toEqual(
      checksFor(plan, after, hostOf).map(({ reference }) => reference),
    );
    expect([...(world.alarms.get(HERE) ?? [])]).toEqual([alarm(101)]);
  });

  test('and changes nothing more once it is settled', async () => {
    const { world, fresh } = afterTakeover();
    await fresh()(run);
    const count = world.changes.length;
    expect(await fresh()(run)).toMatchObject({ status: 'done' });
    expect(world.changes.slice(count)).toEqual([]);
  });

  test('and attaches the lost Region when it has returned, and forgets what it needed before', async () => {
    const { world, fresh } = afterTakeover();
    await fresh()(run);
    world.dark.clear();
    expect(await fresh()(run)).toMatchObject({ output: { epoch: 101, serial: 2, attached: [LOST, HERE] } });
    expect([...(world.alarms.get(LOST) ?? [])]).toEqual([alarm(101)]);
    expect(world.checks.every(({ CallerReference }) => CallerReference.startsWith('orders/101.2/'))).toBe(true);
  });

  test('and ends the same when the process dies after any of its changes', async () => {
    const whole = afterTakeover();
    await whole.fresh()(run);
    expect(whole.world.changes.length).toBeGreaterThan(5);
    for (let diesAfter = 1; diesAfter <= whole.world.changes.length; diesAfter++) {
      const { world, fresh } = afterTakeover();
      world.diesAfter = diesAfter;
      await expect(fresh()(run)).rejects.toThrow('the process died');
      expect(await fresh()(run)).toMatchObject({ status: 'done' });
      expect(settlementIn(plan, world.records)).toEqual(after);
      expect(world.checks).toEqual(whole.world.checks);
    }
  });

  test('and waits, with the records as they were, while the new checks are not observed', async () => {
    const { world, fresh } = afterTakeover();
    world.isObserved = false;
    expect(await fresh()(run)).toMatchObject({ status: 'pending', because: expect.stringContaining('observed') });
    expect(settlementIn(plan, world.records)).toEqual(before);
  });

  test.each([
    ['ListResourceRecordSetsCommand', 'cannot look'],
    ['ChangeResourceRecordSetsCommand', 'it is tried again'],
  ])('and waits when %s is throttled', async (call, because) => {
    const { world, fresh } = afterTakeover();
    world.answers.set(call, awsError('Throttling'));
    expect(await fresh()(run)).toMatchObject({ status: 'pending', because: expect.stringContaining(because) });
    expect(await fresh()(run)).toMatchObject({ status: 'done' });
  });

  test('and refuses records that somebody edits while it works, showing both values', async () => {
    const { world, fresh } = afterTakeover();
    world.isObserved = false;
    const handler = fresh();
    await handler(run);
    world.isObserved = true;
    world.records = world.records.map((record) =>
      record.Failover === 'PRIMARY' ? { ...record, HealthCheckId: 'theirs' } : record,
    );
    await expect(handler(run)).rejects.toThrow(/"HealthCheckId":"theirs".*expected.*attach/);
  });

  test('and waits for a lost Region that the records listen to, and changes nothing at first', async () => {
    const { world, fresh } = afterTakeover();
    expect(await fresh()(beginning)).toMatchObject({ status: 'pending', because: expect.stringContaining(LOST) });
    expect(world.changes).toEqual([]);
  });

  test('and changes nothing where RDS says that the writer is in another Region', async () => {
    const { world, fresh } = afterTakeover();
    world.writerRegion = LOST;
    await expect(fresh()(run)).rejects.toThrow(`the writer of orders is in ${LOST}`);
    expect(world.changes).toEqual([]);
  });

  test('and waits while RDS cannot say where the writer is', async () => {
    const { world, fresh } = afterTakeover();
    world.answers.set('DescribeGlobalClustersCommand', awsError('Throttling'));
    expect(await fresh()(run)).toMatchObject({ status: 'pending', because: expect.stringContaining('cannot look') });
    expect(world.changes).toEqual([]);
  });

  test('and does not look at Route 53 at all with another strategy', async () => {
    const { world, fresh } = afterTakeover();
    world.answers.set('ListResourceRecordSetsCommand', awsError('AccessDenied', 403));
    const other = { ...run, plan: { ...plan, traffic: { ...plan.traffic, strategy: 'record-update' } } };
    expect(await fresh()(other)).toMatchObject({ status: 'done' });
  });
});
