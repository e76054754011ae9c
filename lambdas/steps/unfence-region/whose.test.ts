import { sha256Of } from '../../../lib/domain/canonical-json';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import type { Fence } from '../../../lib/domain/fence';
import type { Plan } from '../../../lib/domain/plan';
import type { RunDocument, StepRecord } from '../../../lib/domain/run';
import { claimKey } from '../../../lib/domain/table-items';
import { recordOf } from '../../../test/dead-run';
import { fenceWorld, RELEASE, serviceArn, withoutLedgers } from '../../../test/fence-world';
import { document, EPOCH, HERE, inputFor, LOST, NOW, RUN_ID } from '../../../test/fixtures';
import { awsError } from '../../../test/standby';
import type { Reading } from '../../edge/reading';
import { decide } from './decide';
import { createHandler } from './handler';
import { type Place, placeOf, UNREAD_SECONDS_MAX } from './place';
import type { Seen, SeenWriter } from './seen';
import { unfenceRegion } from './step';
import { OPEN_SECONDS_MAX, SHOWN_AFTER_SECONDS } from './whose';

const done = (output: object) => ({ status: 'done', output });
const stepRecord = { looks: 1, because: 'b', firstLookAt: NOW, lookAgainSeconds: 0, said: [], ...done({}) };
const THIRD = 'eu-west-1';
const [database] = withoutLedgers.databases;
const twoDatabases: Plan = {
  ...withoutLedgers,
  databases: ['orders', 'stock'].map((globalCluster) => ({ ...(database as Plan['databases'][0]), globalCluster })),
};
const withoutDatabases: Plan = { ...withoutLedgers, databases: [] };

/** A switchover that has fenced the other Region and failed in its promotion. */
const switchoverOf = (plan: Plan, more: Partial<RunDocument> = {}): RunDocument => ({
  ...document,
  plan,
  run: { ...document.run, verb: 'switchover', planSha256: sha256Of(plan) },
  admitRun: done({ epoch: EPOCH, reason: 'maintenance' }),
  confirmActive: done({ activeRegion: LOST, signals: [] }),
  checkReadiness: done({
    lags: [],
    release: { id: RELEASE, commit: 'c0ffee', versionId: 'v1', sha256: 'a'.repeat(64) },
  }),
  fenceRegion: stepRecord,
  failures: [{ step: 'PromoteDatabase', kind: 'refused', because: 'b', at: NOW }],
  ...more,
});
const failoverOf = (plan: Plan): RunDocument => {
  const { confirmActive: _, fenceRegion: __, ...rest } = switchoverOf(plan);
  return { ...rest, run: { ...document.run, planSha256: sha256Of(plan) } };
};

const fenceOf = (region: string, runId: string): Fence => ({
  ...{ epoch: EPOCH, runId, at: NOW, state: 'fenced', version: 4 },
  before: {
    services: [{ arn: serviceArn(region, 'web'), stack: `orders-web-${RELEASE}`, release: RELEASE, desiredCount: 2 }],
    rules: [{ name: 'nightly', wasEnabled: true }],
    schedules: [],
  },
});

const sent = { ...recordOf('called', 'PromoteDatabase'), seq: 1 } as unknown as EvidenceRecord;
const shifted = { ...recordOf('called', 'ShiftTraffic'), seq: 1 } as unknown as EvidenceRecord;
const writer = (globalCluster: string, region: string | undefined, status?: string): SeenWriter => ({
  globalCluster,
  region,
  ...(status !== undefined && { move: { status, to: `arn:of-${globalCluster}` } }),
});
const read = (...writers: SeenWriter[]): Reading<SeenWriter[]> => ({ outcome: 'read', value: writers });
const unknown = { outcome: 'unknown', because: 'throttled' } as const;
const denied = { outcome: 'failed', name: 'AccessDenied', because: 'may not' } as const;

describe('the writers are', () => {
  type Case = {
    readonly writers?: Seen['writers'];
    readonly records?: EvidenceRecord[];
    readonly claimed?: number;
    readonly seconds?: number;
    readonly of?: RunDocument;
  };
  const both = switchoverOf(twoDatabases);
  const none = switchoverOf(withoutDatabases);
  test.each<[string, Place['at'], Case]>([
    ['here, when all are', 'here', { writers: read(writer('orders', HERE), writer('stock', HERE)) }],
    ['there, when all are', 'there', { writers: read(writer('orders', LOST), writer('stock', LOST)) }],
    ['nowhere in one place, when mixed', 'open', { writers: read(writer('orders', HERE), writer('stock', LOST)) }],
    ['not known, when one has none', 'open', { writers: read(writer('orders', LOST), writer('stock', undefined)) }],
    ['not known, when none has one', 'open', { writers: read(writer('orders', undefined)) }],
    ['not known, in a third Region', 'open', { writers: read(writer('orders', THIRD), writer('stock', THIRD)) }],
    ['not known, in two others', 'open', { writers: read(writer('orders', LOST), writer('stock', THIRD)) }],
    [
      'elsewhere than in a failover',
      'there',
      { writers: read(writer('orders', THIRD)), of: failoverOf(withoutLedgers) },
    ],
    ['moving, to here', 'open', { writers: read(writer('orders', HERE), writer('stock', HERE, 'switching-over')) }],
    ['moving, while cancelled', 'open', { writers: read(writer('orders', LOST, 'cancelling'), writer('stock', LOST)) }],
    ['moving, before they do', 'open', { writers: read(writer('orders', LOST), writer('stock', LOST, 'pending')) }],
    ['not known, unread after a promotion', 'open', { writers: unknown, records: [sent], seconds: 9999 }],
    ['not known, denied after a promotion', 'open', { writers: denied, records: [sent], seconds: 9999 }],
    ['not known, unread at first', 'open', { writers: unknown, seconds: UNREAD_SECONDS_MAX - 0.1 }],
    ['there, unread for long, nothing sent', 'there', { writers: unknown, seconds: UNREAD_SECONDS_MAX }],
    ['there, denied, nothing sent', 'there', { writers: denied }],
    [
      'not known, unread after somebody else moved them',
      'open',
      { writers: denied, of: switchoverOf(twoDatabases, { promoteDatabase: stepRecord }) },
    ],
    ['where users are, without databases: there', 'there', { of: none }],
    ['where users are: here by the claim', 'here', { of: none, claimed: EPOCH }],
    ['where users are: there by an earlier claim', 'there', { of: none, claimed: EPOCH - 1 }],
    ['where users are: here once they were sent', 'here', { of: none, records: [shifted] }],
    [
      'where users are: here when that is done',
      'here',
      { of: switchoverOf(withoutDatabases, { shiftTraffic: stepRecord }) },
    ],
  ])('%s', (_, at, { writers, records = [], claimed = 0, seconds = 0, of = both }) => {
    const input = { ...inputFor(unfenceRegion, { elapsedSeconds: seconds }), plan: of.plan, document: of };
    expect(placeOf({ writers, records, claimedEpoch: claimed }, input).at).toBe(at);
  });
});

/** The Region that this run has fenced, and a database that can be moved. */
function turningBack({ plan = withoutLedgers, of = switchoverOf(plan), isSent = true } = {}) {
  const { world, clients, edge } = fenceWorld();
  const at = { writer: LOST as string, move: undefined as string | undefined, error: undefined as Error | undefined };
  const rds = {
    send: async () => {
      world.calls += 1;
      if (at.error) throw at.error;
      const arn = (region: string) => `arn:aws:rds:${region}:111122223333:cluster:orders`;
      const members = [LOST, HERE].map((region) => ({ DBClusterArn: arn(region), IsWriter: region === at.writer }));
      const FailoverState = at.move && { Status: at.move, ToDbClusterArn: arn(HERE) };
      return { GlobalClusters: [{ GlobalClusterMembers: members, FailoverState }] };
    },
  };
  for (const region of [LOST, HERE]) {
    world.at(region).rules.nightly = 'DISABLED';
    world.at(region).services[serviceArn(region, 'web')] = { desiredCount: 0, runningCount: 0 };
  }
  world.keepFence(LOST, fenceOf(LOST, RUN_ID));
  world.keepFence(HERE, fenceOf(HERE, 'arn:earlier'));
  if (isSent) world.record(recordOf('called', 'PromoteDatabase'));
  const told: unknown[] = [];
  const lambda = {
    send: async ({ input }: { input: { Payload: Uint8Array } }) => {
      told.push(JSON.parse(Buffer.from(input.Payload).toString()));
      return clients.lambda.send();
    },
  };
  const handle = createHandler({ ...clients, rds, lambda }, edge);
  let last: StepRecord | undefined;
  return {
    ...{ world, at, told },
    states: () => ({ [LOST]: world.fence(LOST)?.state, [HERE]: world.fence(HERE)?.state }),
    look: async () => (last = await handle({ ...of, ...(last && { unfenceRegion: last }) })),
    /** As the machine does, for so long. */
    async lookFor(seconds: number) {
      for (const until = world.now + seconds * 1000; world.now <= until; world.now += 3000) {
        last = await handle({ ...of, ...(last && { unfenceRegion: last }) });
        if (last.status === 'done') break;
      }
      return last;
    },
  };
}

const lifted = (region: string) => ({ [LOST]: 'fenced', [HERE]: 'fenced', [region]: 'lifted' });

describe('UnfenceRegion after a promotion that was sent', () => {
  test('restores the Region that keeps the writer, seen twice', async () => {
    const run = turningBack();
    expect(await run.look()).toMatchObject({
      status: 'pending',
      because: expect.stringContaining('orders in us-east-1'),
    });
    run.world.now += (SHOWN_AFTER_SECONDS - 1) * 1000;
    expect(await run.look()).toMatchObject({ status: 'pending' });
    expect(run.world.changes).toEqual([]);
    run.world.now += 1000;
    expect(await run.look()).toMatchObject({ status: 'done', output: { region: LOST } });
    expect(run.states()).toEqual(lifted(LOST));
    expect(run.world.at(LOST)).toMatchObject({
      rules: { nightly: 'ENABLED' },
      services: { [serviceArn(LOST, 'web')]: { desiredCount: 2 } },
    });
    expect(run.world.at(HERE).rules.nightly).toBe('DISABLED');
  });

  test('goes on restoring while tasks start, without counting anew', async () => {
    const run = turningBack();
    run.world.at(LOST).isSlow = true;
    expect(await run.lookFor(SHOWN_AFTER_SECONDS + 3)).toMatchObject({
      because: expect.stringContaining('starts again'),
    });
    expect(await run.look()).toMatchObject({ because: expect.stringContaining('starts again') });
    run.world.at(LOST).services[serviceArn(LOST, 'web')] = { desiredCount: 2, runningCount: 2 };
    expect(await run.look()).toMatchObject({ status: 'done' });
  });

  test('counts anew when a move shows late and is cancelled', async () => {
    const run = turningBack();
    await run.lookFor(20);
    run.at.move = 'cancelling';
    await run.lookFor(30);
    run.at.move = undefined;
    await run.lookFor(SHOWN_AFTER_SECONDS - 3);
    expect(run.world.changes).toEqual([]);
    expect(await run.lookFor(6)).toMatchObject({ status: 'done', output: { region: LOST } });
  });

  test('follows a promotion that shows late, and comes', async () => {
    const run = turningBack();
    await run.lookFor(20);
    run.at.move = 'switching-over';
    await run.lookFor(60);
    Object.assign(run.at, { writer: HERE, move: undefined });
    expect(await run.look()).toMatchObject({ status: 'done', output: { region: HERE } });
    expect(run.states()).toEqual(lifted(HERE));
  });

  test('does not count anew because RDS was throttled in between', async () => {
    const run = turningBack();
    await run.lookFor(15);
    run.at.error = awsError('ThrottlingException', 400);
    await run.lookFor(9);
    run.at.error = undefined;
    expect(await run.lookFor(12)).toMatchObject({ status: 'done', output: { region: LOST } });
  });

  test.each<[string, Partial<ReturnType<typeof turningBack>['at']>, string]>([
    ['move', { move: 'failing-over' }, '(failing-over)'],
    ['are in no Region of the plan that it knows', { writer: THIRD }, 'orders in no Region'],
    ['cannot be asked for', { error: awsError('ServiceUnavailable', 503) }, 'ServiceUnavailable'],
  ])('waits while the writers %s, and then refuses with both ways by hand', async (_, change, fact) => {
    const run = turningBack();
    Object.assign(run.at, change);
    expect(await run.lookFor(OPEN_SECONDS_MAX - 3)).toMatchObject({
      status: 'pending',
      because: expect.stringContaining(fact),
    });
    run.world.now = Date.parse(NOW) + OPEN_SECONDS_MAX * 1000;
    const refusal = await run.look().catch((error: Error) => error);
    expect(refusal).toMatchObject({ name: 'Understudy.Refused' });
    const update = (region: string) =>
      `aws ecs update-service --region ${region} --cluster 'orders' --service '${serviceArn(region, 'web')}'`;
    for (const words of [
      fact,
      'us-west-2 and us-east-1 may be fenced',
      'aws rds describe-global-clusters --region us-west-2 --global-cluster-identifier orders',
      `where the writers stay in us-east-1: ${update(LOST)} --desired-count 2 and aws events enable-rule`,
      `where the writers stay in us-west-2: ${update(HERE)} --desired-count 2 and aws events enable-rule`,
    ]) {
      expect((refusal as Error).message).toContain(words);
    }
    expect(run.world.changes).toEqual([]);
    expect(run.states()).toEqual({ [LOST]: 'fenced', [HERE]: 'fenced' });
  });

  test('refuses at once where AWS denies the answer', async () => {
    const run = turningBack();
    run.at.error = awsError('AccessDeniedException', 400);
    await expect(run.look()).rejects.toMatchObject({ name: 'Understudy.Refused' });
  });

  test('names the item where the fence of the other Region cannot be read either', async () => {
    const run = turningBack();
    run.at.error = awsError('AccessDeniedException', 400);
    run.world.at(LOST).errors.dynamodb = awsError('TimeoutError', 500);
    await expect(run.look()).rejects.toThrow(
      'where the writers stay in us-east-1: aws dynamodb get-item --region us-east-1',
    );
  });

  test('asks nothing of the other Region once the writers are here', async () => {
    const run = turningBack();
    run.at.writer = HERE;
    run.world.at(LOST).errors.dynamodb = new Error('nobody asks');
    expect(await run.look()).toMatchObject({ status: 'done', output: { region: HERE } });
  });

  test('waits for nobody where no fence stands', async () => {
    const run = turningBack();
    run.at.error = awsError('ServiceUnavailable', 503);
    for (const region of [LOST, HERE]) run.world.keepFence(region, { ...fenceOf(region, RUN_ID), state: 'lifted' });
    expect(await run.look()).toMatchObject({ status: 'done', output: { restored: [] } });
  });
});

describe('UnfenceRegion where no promotion was sent', () => {
  test('restores the other Region in its first look', async () => {
    const run = turningBack({ isSent: false });
    expect(await run.look()).toMatchObject({ status: 'done', output: { region: LOST } });
    expect(run.states()).toEqual(lifted(LOST));
    expect(run.world.records.at(-1)?.because).toContain('us-west-2 stays fenced: the writers are: orders in us-east-1');
  });

  test('keeps it fenced where somebody has moved the writer here', async () => {
    const run = turningBack({ isSent: false });
    run.at.writer = HERE;
    expect(await run.look()).toMatchObject({ status: 'done', output: { region: HERE } });
    expect(run.states()).toEqual(lifted(HERE));
  });

  test('restores it soon though RDS of this Region is away', async () => {
    const run = turningBack({ isSent: false });
    run.at.error = awsError('ServiceUnavailable', 503);
    expect(await run.look()).toMatchObject({ status: 'pending' });
    expect(await run.lookFor(UNREAD_SECONDS_MAX + 3)).toMatchObject({ status: 'done', output: { region: LOST } });
  });
});

describe('UnfenceRegion in a failover', () => {
  test('lifts what stands here only once the writers are', async () => {
    const run = turningBack({ of: failoverOf(withoutLedgers) });
    expect(await run.lookFor(60)).toMatchObject({ status: 'done', output: { restored: [] } });
    expect(run.states()).toEqual({ [LOST]: 'fenced', [HERE]: 'fenced' });
    const other = turningBack({ of: failoverOf(withoutLedgers) });
    other.at.writer = HERE;
    expect(await other.look()).toMatchObject({ status: 'done', output: { region: HERE } });
  });

  test('does not ask RDS where this Region was never fenced', async () => {
    const run = turningBack({ of: failoverOf(withoutLedgers) });
    run.world.keepFence(HERE, { ...fenceOf(HERE, 'arn:earlier'), state: 'lifted' });
    run.at.error = new Error('nobody asks');
    expect(await run.look()).toMatchObject({ status: 'done', output: { restored: [] } });
    expect(run.world.calls).toBe(1);
  });
});

test('without databases users decide: the claim of this Region lifts its own fence, and RDS is not asked', async () => {
  const of = switchoverOf(withoutDatabases, {
    failures: [{ step: 'ShiftTraffic', kind: 'broken', because: 'b', at: NOW }],
  });
  const run = turningBack({ plan: withoutDatabases, of, isSent: false });
  run.at.error = new Error('nobody asks');
  run.world.at(HERE).table.keep({ ...claimKey('orders'), epoch: { N: String(EPOCH) } });
  expect(await run.look()).toMatchObject({ status: 'done', output: { region: HERE } });
  const back = turningBack({ plan: withoutDatabases, of, isSent: false });
  expect(await back.look()).toMatchObject({ status: 'done', output: { region: LOST } });
});

test.each([LOST, HERE])('hooks are told when it is %s that is fenced no longer', async (region) => {
  const unfence = [{ function: 'resume', timeoutSeconds: 60, onFailure: 'stop' as const }];
  const run = turningBack({ plan: { ...withoutLedgers, hooks: { ...withoutLedgers.hooks, unfence } }, isSent: false });
  run.at.writer = region;
  expect(await run.look()).toMatchObject({ status: 'done', output: { region } });
  expect(run.told).toMatchObject([{ fencedRegion: region }]);
});

test('what was not looked for is not judged', () => {
  expect(decide(undefined, { ...inputFor(unfenceRegion), document: switchoverOf(withoutLedgers) }).kind).toBe('done');
});
