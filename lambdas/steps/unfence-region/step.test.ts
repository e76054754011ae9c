import { sha256Of } from '../../../lib/domain/canonical-json';
import type { FailureRecord } from '../../../lib/domain/failure';
import { type Fence, fencesAnything } from '../../../lib/domain/fence';
import type { RunDocument } from '../../../lib/domain/run';
import { recordOf } from '../../../test/dead-run';
import { fenceWorld, fencingPlan, RELEASE, serviceArn, withoutLedgers } from '../../../test/fence-world';
import { document, EPOCH, HERE, LOST, NOW, planWith, RUN_ID } from '../../../test/fixtures';
import { awsError } from '../../../test/standby';
import { SILENT_SECONDS_MAX } from '../../edge/fencing/silence';
import { createHandler as createFencing } from '../fence-region/handler';
import { createHandler } from './handler';

const done = (output: object) => ({ status: 'done', output });
const record = { ...{ looks: 1, because: 'b', firstLookAt: NOW, lookAgainSeconds: 0, said: [] }, ...done({}) };
const failure = (step: string): FailureRecord => ({ step, kind: 'refused', because: 'b', at: NOW });
const release = { id: RELEASE, commit: 'c0ffee', versionId: 'v1', sha256: 'a'.repeat(64) };

const planned = (more: Partial<RunDocument> = {}, plan = withoutLedgers): RunDocument => ({
  ...document,
  plan,
  run: { ...document.run, verb: 'switchover', planSha256: sha256Of(plan) },
  admitRun: done({ epoch: EPOCH, reason: 'maintenance' }),
  confirmActive: done({ activeRegion: LOST, signals: [] }),
  checkReadiness: done({ lags: [], release }),
  ...more,
});
const turnedBack = planned({ failures: [failure('FenceRegion')] });

/** What a person can see of a Region: all but when a schedule that has begun was to begin. */
function seenOf({ services, rules, schedules }: ReturnType<ReturnType<typeof fenceWorld>['world']['at']>) {
  const shown = Object.entries(schedules).map(([name, { Arn: _, CreationDate: __, StartDate: ___, ...rest }]) => [
    name,
    rest,
  ]);
  return structuredClone({ services, rules, schedules: Object.fromEntries(shown) });
}

async function fenced(plan = withoutLedgers) {
  const { world, clients, edge } = fenceWorld();
  const before = { [LOST]: seenOf(world.at(LOST)), [HERE]: seenOf(world.at(HERE)) };
  await createFencing(clients, edge)(planned({}, plan));
  world.changes.length = 0;
  world.records.length = 0;
  world.calls = 0;
  const handle = createHandler(clients, edge);
  return { world, lost: world.at(LOST), before, run: (of: RunDocument = turnedBack) => handle(of) };
}

const fence = (more: Partial<Fence> = {}): Fence => ({
  ...{ epoch: 1, runId: 'arn:earlier', at: NOW, state: 'fenced', version: 4 },
  before: {
    services: [
      { arn: serviceArn(HERE, 'web'), stack: `orders-web-${RELEASE}`, release: RELEASE, desiredCount: 2 },
      { arn: serviceArn(HERE, 'reader'), stack: 'orders-web-r-1', release: 'r-1', desiredCount: 3 },
    ],
    rules: [{ name: 'nightly', wasEnabled: true }],
    schedules: [{ name: 'default/invoices', wasEnabled: true }],
  },
  ...more,
});

describe('UnfenceRegion after a run that turned back', () => {
  test('restores exactly what was there before the fence', async () => {
    const { world, lost, before, run } = await fenced();
    expect(await run()).toMatchObject({
      status: 'done',
      output: {
        region: LOST,
        restored: [
          `web of orders-web-${RELEASE} has 2 tasks`,
          'the rule nightly is enabled',
          'the schedule default/invoices is enabled',
        ],
      },
    });
    expect(seenOf(lost)).toEqual(before[LOST]);
    expect(seenOf(world.at(HERE))).toEqual(before[HERE]);
    expect(world.fence(LOST)).toMatchObject({ state: 'lifted', lifted: { runId: RUN_ID } });
    expect(world.changes[0]).toBe(`${LOST} UpdateService`);
  });

  test('starts nothing that stood still before', async () => {
    const { world, clients, edge } = fenceWorld();
    const at = world.at(LOST);
    at.rules.nightly = 'DISABLED';
    at.services[serviceArn(LOST, 'web')] = { desiredCount: 0, runningCount: 0 };
    await createFencing(clients, edge)(planned());
    await createHandler(clients, edge)(turnedBack);
    expect(at.rules.nightly).toBe('DISABLED');
    expect(at.services[serviceArn(LOST, 'web')]?.desiredCount).toBe(0);
    expect(at.schedules['default/invoices']?.State).toBe('ENABLED');
  });

  test('leaves what somebody has set since', async () => {
    const { lost, run } = await fenced();
    lost.services[serviceArn(LOST, 'web')] = { desiredCount: 5, runningCount: 5 };
    await run();
    expect(lost.services[serviceArn(LOST, 'web')]?.desiredCount).toBe(5);
  });

  test('restores a fence that was only begun', async () => {
    const { world, run } = await fenced();
    world.keepFence(LOST, { ...(world.fence(LOST) as Fence), state: 'begun' });
    expect(await run()).toMatchObject({ output: { region: LOST } });
  });

  test('says what does not exist any more', async () => {
    const { world, lost, run } = await fenced();
    delete lost.services[serviceArn(LOST, 'web')];
    delete lost.rules.nightly;
    expect(await run()).toMatchObject({ status: 'done' });
    expect(world.records.at(-1)?.because).toContain('web does not exist any more; nightly does not exist any more');
  });

  test('waits until the tasks run', async () => {
    const { lost, run } = await fenced();
    lost.isSlow = true;
    expect(await run()).toMatchObject({ status: 'pending', because: 'us-east-1 starts again: web has 0 of 2 tasks' });
    lost.services[serviceArn(LOST, 'web')] = { desiredCount: 2, runningCount: 2 };
    expect(await run()).toMatchObject({ status: 'done' });
  });

  test('tells its hooks which Region it is about', async () => {
    const unfence = [{ function: 'resume', timeoutSeconds: 60, onFailure: 'stop' as const }];
    const plan = { ...withoutLedgers, hooks: { ...withoutLedgers.hooks, unfence } };
    const { world, run } = await fenced(plan);
    await run(planned({ failures: [failure('FenceRegion')] }, plan));
    expect(world.changes.at(-1)).toBe('hook');
    expect(world.records.find(({ kind }) => kind === 'answered')).toBeDefined();
  });

  test('lifts no fence of another run', async () => {
    const { world, run } = await fenced();
    world.keepFence(LOST, fence());
    expect(await run()).toMatchObject({ status: 'done', output: { restored: [] } });
    expect(world.changes).toEqual([]);
  });

  test('waits while the other Region cannot be reached, and names the commands', async () => {
    const { lost, run } = await fenced();
    lost.errors.dynamodb = awsError('TimeoutError', 500);
    expect(await run()).toMatchObject({
      status: 'pending',
      because: expect.stringContaining('aws dynamodb get-item --region us-east-1 --table-name understudy-orders'),
    });
    lost.errors.dynamodb = undefined;
    lost.errors.DescribeServices = awsError('TimeoutError', 500);
    lost.errors.UpdateService = awsError('TimeoutError', 500);
    expect(await run()).toMatchObject({
      status: 'pending',
      because: expect.stringContaining(
        `aws ecs update-service --region us-east-1 --cluster 'orders' --service '${serviceArn(LOST, 'web')}' --desired-count 2`,
      ),
    });
  });

  test('asks a person once the other Region was silent for so long', async () => {
    const { world, lost, run } = await fenced();
    lost.errors.dynamodb = awsError('TimeoutError', 500);
    await run();
    world.now += (SILENT_SECONDS_MAX - 1) * 1000;
    expect(await run()).toMatchObject({ status: 'pending' });
    world.now += 1000;
    await expect(run()).rejects.toThrow('aws dynamodb get-item --region us-east-1 --table-name understudy-orders');
  });

  test('gives a service that has fewer tasks as many as before', async () => {
    const { lost, run } = await fenced();
    lost.services[serviceArn(LOST, 'web')] = { desiredCount: 1, runningCount: 1 };
    await run();
    expect(lost.services[serviceArn(LOST, 'web')]?.desiredCount).toBe(2);
  });

  test.each(['UpdateService', 'EnableRule', 'UpdateSchedule', 'DescribeRule'])(
    'restores the rest where AWS denies %s, and then refuses',
    async (operation) => {
      const { lost, before, run } = await fenced();
      lost.errors[operation] = Object.assign(awsError('AccessDeniedException', 400), { message: 'role may not' });
      await expect(run()).rejects.toMatchObject({
        name: 'Understudy.Refused',
        message: expect.stringMatching(/us-east-1 is still fenced: .*role may not; by hand: aws ecs update-service/),
      });
      if (operation !== 'UpdateService') expect(seenOf(lost).services).toEqual(before[LOST]?.services);
    },
  );

  test('changes nothing once another run owns the epoch', async () => {
    const { world, run } = await fenced();
    world.isOwned = false;
    await expect(run()).rejects.toMatchObject({ name: 'Understudy.Refused' });
    expect(world.changes).toEqual([]);
  });
});

describe('UnfenceRegion where this Region serves', () => {
  const stopped = async () => {
    const at = await fenced();
    at.world.writers.region = HERE;
    const here = at.world.at(HERE);
    here.rules.nightly = 'DISABLED';
    here.services[serviceArn(HERE, 'web')] = { desiredCount: 0, runningCount: 0 };
    here.services[serviceArn(HERE, 'reader')] = { desiredCount: 0, runningCount: 0 };
    at.world.keepFence(HERE, fence());
    return { ...at, here };
  };

  test.each<[string, RunDocument]>([
    ['its promotion took place', planned({ failures: [failure('RunCanaries')], promoteDatabase: record })],
    ['the step that sent it came to no end', planned({ failures: [failure('PromoteDatabase')] })],
    ['users follow', planned({ promoteDatabase: record, shiftTraffic: record })],
  ])('and all writers are here, where %s: lifts its own fence, and leaves the other Region fenced', async (_, of) => {
    const at = await stopped();
    at.world.record(recordOf('called', 'PromoteDatabase'));
    expect(await at.run(of)).toMatchObject({ status: 'done', output: { region: HERE } });
    expect(at.here.rules.nightly).toBe('ENABLED');
    expect(at.world.fence(HERE)?.state).toBe('lifted');
    expect(at.world.fence(LOST)?.state).toBe('fenced');
    expect(at.lost.rules.nightly).toBe('DISABLED');
  });

  test('leaves services as they are that were started for the takeover', async () => {
    const { world, here, run } = await stopped();
    here.services[serviceArn(HERE, 'web')] = { desiredCount: 3, runningCount: 3 };
    expect(await run(planned({ promoteDatabase: record, shiftTraffic: record }))).toMatchObject({
      output: { region: HERE, restored: expect.arrayContaining([`web of orders-web-${RELEASE} has 3 tasks`]) },
    });
    expect(world.changes).toEqual([`${HERE} EnableRule`]);
  });

  test('starts the services of the release that serves, and says that others stay at zero', async () => {
    const { world, here, run } = await stopped();
    await run(planned({ shiftTraffic: record }));
    expect(here.services[serviceArn(HERE, 'web')]?.desiredCount).toBe(2);
    expect(here.services[serviceArn(HERE, 'reader')]?.desiredCount).toBe(0);
    expect(world.records.at(-1)?.because).toContain(
      'reader of orders-web-r-1 stays at zero: it is not of the release that serves',
    );
  });

  test('does nothing where it was never fenced, or the fence was lifted', async () => {
    const { world, run } = await fenced();
    world.writers.region = HERE;
    expect(await run(planned({ shiftTraffic: record }))).toMatchObject({ output: { restored: [] } });
    world.keepFence(HERE, fence({ state: 'lifted' }));
    expect(await run(planned({ shiftTraffic: record }))).toMatchObject({ output: { restored: [] } });
    expect(world.changes).toEqual([]);
  });
});

describe('UnfenceRegion asks nobody', () => {
  test.each<[string, RunDocument]>([
    ['after a run that came to nothing of it', planned({ failures: [failure('CheckReadiness')] })],
    ['after one that was never admitted', planned({ admitRun: undefined, failures: [failure('AdmitRun')] })],
  ])('%s', async (_, of) => {
    const { world, run } = await fenced();
    expect(await run(of)).toMatchObject({ status: 'done', output: { restored: [] } });
    expect(world.calls).toBe(0);
  });
});

test('a failover whose promotion was refused lifts nothing', async () => {
  const { world, run } = await fenced();
  const failover = planned({ confirmActive: undefined, failures: [failure('PromoteDatabase')] });
  expect(await run(failover)).toMatchObject({ output: { restored: [] } });
  expect(world.changes).toEqual([]);
});

test('a plan that stops nothing needs no step', () => {
  const nothing = planWith({ fence: { stacks: [], stateMachines: [], rules: [], schedules: [], scheduleRoles: [] } });
  expect(fencesAnything(nothing)).toBe(false);
  expect(fencesAnything(fencingPlan)).toBe(true);
  const hook = [{ function: 'resume', timeoutSeconds: 60, onFailure: 'stop' as const }];
  expect(fencesAnything({ ...nothing, hooks: { ...nothing.hooks, unfence: hook } })).toBe(true);
});
