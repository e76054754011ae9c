import { ChangeResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import type { RunDocument } from '../../../lib/domain/run';
import { type Settlement, settlementText } from '../../../lib/domain/settlement';
import { failoverRecords, settlementIn, settlementRecord } from '../../../lib/domain/traffic';
import { document, EPOCH, HERE, LOST, NOW, plan } from '../../../test/fixtures';
import { patientClock } from '../../../test/patient-clock';
import { awsError, claimOf, dotted, TrafficWorld } from '../../../test/traffic-world';
import type { ZoneDns } from '../../edge/dns';
import type { Edge } from '../../edge/step-handler';
import { createHandler } from './handler';

const stepRecord = (output: unknown) => ({
  status: 'done',
  looks: 1,
  because: 'so',
  firstLookAt: NOW,
  lookAgainSeconds: 0,
  said: [{ at: NOW, because: 'so' }],
  output,
});
/** A run that has come as far as this step. */
const run = (strategy: typeof plan.traffic.strategy = 'health-signal'): RunDocument => ({
  ...document,
  plan: { ...plan, traffic: { ...plan.traffic, strategy } },
  admitRun: stepRecord({ epoch: EPOCH, reason: 'x' }),
  promoteDatabase: stepRecord({ writerRegion: HERE }),
  runCanaries: stepRecord({
    canaries: plan.canaries.map(({ name }) => ({ name, passes: 3, latencyMilliseconds: 40 })),
  }),
});

const settled: Settlement = { epoch: 0, serial: 1, active: LOST, attached: plan.regions };

function smallWorld() {
  const { sleep } = patientClock();
  const world = new TrafficWorld();
  world.records = failoverRecords(plan, { ...settled, attached: [] }, () => '')
    .filter(({ Type }) => Type !== 'TXT')
    .map((record) => dotted(record));
  const lines: Readonly<Record<string, unknown>>[] = [];
  const lock = { isAway: false };
  const edge: Edge = {
    clock: { now: () => Date.parse(NOW), sleep },
    log: (line) => lines.push(line),
    lock: () => ({
      read: async () => undefined,
      acquire: async () => false,
      guard: async () => (lock.isAway ? Promise.reject(awsError('InternalServerError', 500)) : true),
      release: async () => true,
      close: async () => true,
    }),
    evidence: () => ({ append: async () => {}, read: async () => [] }),
  };
  const dns: ZoneDns = {
    ask: async () => [],
    texts: async () => [{ outcome: 'answered', values: [settlementText(settled)], silent: [] }],
  };
  const { route53 } = world;
  const slow = { milliseconds: 0 };
  const dynamoIn = (region: string) => ({
    send: (command: never) => {
      const answer = () => world.dynamoIn(region).send(command);
      return region === LOST && slow.milliseconds > 0 ? sleep(slow.milliseconds).then(answer) : answer();
    },
  });
  const clusterAt = () => ({ send: async () => Promise.reject(awsError('AccessDenied', 403)) });
  const fresh = () => createHandler({ dynamoIn, cloudwatch: world.cloudwatchIn(HERE), dns, route53, clusterAt }, edge);
  return { world, lines, lock, slow, fresh };
}

describe('ShiftTraffic runs', () => {
  test('until done, claiming once and never twice, and tells the claim to the metric', async () => {
    const { world, fresh } = smallWorld();
    world.claims.set(HERE, { epoch: 1, runId: 'an earlier run' });
    expect(await fresh()(run())).toMatchObject({ status: 'done', output: { claimedEpoch: EPOCH } });
    expect(await fresh()(run())).toMatchObject({ status: 'done', output: { claimedEpoch: EPOCH } });
    expect(world.claims.get(HERE)).toEqual(claimOf(EPOCH));
    expect(world.changes).toEqual(['PutItemCommand', 'PutMetricDataCommand']);
    expect(world.metrics).toEqual([EPOCH]);
  });

  test('to its end although the metric cannot be written, and logs that', async () => {
    const { world, lines, fresh } = smallWorld();
    world.answers.set('PutMetricDataCommand', awsError('Throttling'));
    expect(await fresh()(run())).toMatchObject({ status: 'done' });
    expect(lines).toContainEqual(expect.objectContaining({ kind: 'metric-missing' }));
  });

  test('to its end while the lost Region is dark and Route 53 is down', async () => {
    const { world, lines, fresh } = smallWorld();
    world.dark.add(LOST);
    world.answers.set('ListResourceRecordSetsCommand', awsError('ServiceUnavailable', 503));
    expect(await fresh()(run())).toMatchObject({ status: 'done' });
    const because = expect.stringContaining(`dynamodb:GetItem in ${LOST} failed`);
    expect(lines).toContainEqual({
      step: 'ShiftTraffic',
      kind: 'unread',
      because,
      runId: document.run.id,
      epoch: EPOCH,
    });
  });

  test('and refuses when a Region that was confirmed lost is slow to say that it has claimed', async () => {
    const { world, slow, fresh } = smallWorld();
    slow.milliseconds = 1600;
    world.claims.set(LOST, { epoch: 100, runId: 'their run' });
    const lost = { ...run(), confirmOutage: stepRecord({ lostRegion: LOST, witness: 'down', signals: [] }) };
    await expect(fresh()(lost)).rejects.toThrow('npx understudy traffic attach --active us-west-2');
  });

  test('and refuses, changing nothing, once another run has claimed more', async () => {
    const { world, fresh } = smallWorld();
    world.claims.set(HERE, { epoch: EPOCH + 100, runId: 'another run' });
    await expect(fresh()(run())).rejects.toMatchObject({ name: 'Understudy.Refused' });
    expect(world.changes).toEqual([]);
  });

  test('and refuses after the claim when the lost Region has claimed above the settled epoch too', async () => {
    const { world, fresh } = smallWorld();
    world.claims.set(LOST, { epoch: 100, runId: 'their run' });
    await expect(fresh()(run())).rejects.toThrow('npx understudy traffic attach --active us-west-2');
    expect(world.claims.get(HERE)).toEqual(claimOf(EPOCH));
  });

  test('through the records with strategy record-update, and ends the same when it dies after any change', async () => {
    for (const diesAfter of [Number.POSITIVE_INFINITY, 1, 2, 3]) {
      const { world, fresh } = smallWorld();
      world.diesAfter = diesAfter;
      await fresh()(run('record-update')).catch((error) => expect(String(error)).toContain('the process died'));
      expect(await fresh()(run('record-update'))).toMatchObject({ status: 'done' });
      expect(settlementIn(plan, world.records)).toEqual({ epoch: EPOCH, serial: 1, active: HERE, attached: [] });
      expect(world.records.find(({ Failover }) => Failover === 'PRIMARY')?.SetIdentifier).toBe(HERE);
      expect(world.changes.filter((call) => call === 'ChangeResourceRecordSetsCommand')).toHaveLength(1);
    }
  });

  // F-22
  test.each(['health-signal', 'record-update'] as const)(
    'with %s not while the lock cannot be written, and once it can',
    async (strategy) => {
      const { world, lock, fresh } = smallWorld();
      lock.isAway = true;
      await expect(fresh()(run(strategy))).rejects.toThrow('InternalServerError');
      expect(world.changes).toEqual([]);
      lock.isAway = false;
      expect(await fresh()(run(strategy))).toMatchObject({ status: 'done' });
    },
  );

  // F-90
  test('nobody with a batch that arrives after one of a newer epoch: it fails as a whole', async () => {
    const { world, fresh } = smallWorld();
    const pair = world.records;
    const textOf = (epoch: number): typeof world.records => [
      ...pair,
      dotted(settlementRecord('orders.example.com', { epoch, serial: 1, active: LOST, attached: [] })),
    ];
    world.records = textOf(EPOCH - 1);
    const { send } = world.route53;
    world.route53.send = async (command) => {
      // What the older run has read is no longer so when its batch arrives.
      if (command instanceof ChangeResourceRecordSetsCommand) world.records = textOf(EPOCH + 1);
      return send(command);
    };
    const handler = fresh();
    await handler(run('record-update')).catch(() => {});
    expect(world.records).toEqual(textOf(EPOCH + 1));
    await expect(handler(run('record-update'))).rejects.toThrow('superseded and moves nothing');
  });

  // F-87
  test('and waits with record-update when the change is throttled, then makes it', async () => {
    const { world, fresh } = smallWorld();
    world.answers.set('ChangeResourceRecordSetsCommand', awsError('PriorRequestNotComplete'));
    const handler = fresh();
    expect(await handler(run('record-update'))).toMatchObject({
      status: 'pending',
      because: expect.stringContaining('by hand: aws route53 change-resource-record-sets'),
    });
    expect(await handler(run('record-update'))).toMatchObject({ status: 'done' });
  });
});
