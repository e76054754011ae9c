import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { sha256Of } from '../../../lib/domain/canonical-json';
import type { Fence } from '../../../lib/domain/fence';
import type { RunDocument } from '../../../lib/domain/run';
import { claimKey } from '../../../lib/domain/table-items';
import { executionArn, fenceWorld, fencingPlan, RELEASE, serviceArn, withoutLedgers } from '../../../test/fence-world';
import { document, EPOCH, HERE, LOST, NOW, RUN_ID } from '../../../test/fixtures';
import { awsError } from '../../../test/standby';
import { SILENT_SECONDS_MAX } from '../../edge/fencing/silence';
import { createHandler } from './handler';
import { ARRIVAL_SECONDS_MAX, SAME_SECONDS_MIN } from './proof';

const done = (output: object) => ({ status: 'done', output });
const planned = (plan = fencingPlan): RunDocument => ({
  ...document,
  plan,
  run: { ...document.run, verb: 'switchover', planSha256: sha256Of(plan) },
  admitRun: done({ epoch: EPOCH, reason: 'maintenance' }),
  confirmActive: done({ activeRegion: LOST, signals: [] }),
});
/** The Region that was lost is back: its own machine stands it down. */
const returned = (plan = withoutLedgers, trigger?: object): RunDocument => ({
  ...planned(plan),
  confirmActive: undefined,
  run: { ...document.run, verb: 'stand-down', region: LOST, planSha256: sha256Of(plan) },
  admitRun: done({ epoch: 100, reason: 'replaced', ...(trigger && { trigger }) }),
});

function switchover(plan = withoutLedgers) {
  const { world, clients, edge } = fenceWorld();
  const handle = createHandler(clients, edge);
  let record: object | undefined;
  const run = async () => {
    const made = await handle({ ...planned(plan), ...(record && { fenceRegion: record }) });
    record = made;
    return made;
  };
  return { world, lost: world.at(LOST), run };
}

function standDown(
  plan = withoutLedgers,
  { claimed = 201, trigger }: { claimed?: number; trigger?: object | undefined } = {},
) {
  const { world, clients, edge } = fenceWorld();
  world.writers.region = HERE;
  world.at(HERE).table.keep({ ...claimKey('orders'), epoch: { N: String(claimed) } });
  const handle = createHandler(clients, edge);
  return { world, here: world.at(LOST), run: () => handle(returned(plan, trigger)) };
}

const web = serviceArn(LOST, 'web');
const denied = (message: string) => Object.assign(awsError('AccessDeniedException', 400), { message });

describe('FenceRegion stops', () => {
  test('what the plan names in the active Region, what starts work first, and writes down what was there', async () => {
    const { world, lost, run } = switchover();
    expect(await run()).toMatchObject({
      status: 'done',
      output: {
        region: LOST,
        epoch: EPOCH,
        stopped: [
          'the rule nightly is disabled',
          'the schedule default/invoices is disabled',
          `web of orders-web-${RELEASE} went from 2 tasks to 0`,
          'no execution of settle-orders runs',
        ],
        ledgers: [],
      },
      because: 'us-east-1 takes no more writes, fenced under epoch 101',
    });
    expect(world.changes).toEqual(
      ['DisableRule', 'UpdateSchedule', 'UpdateService', 'StopExecution', 'StopExecution'].map(
        (one) => `${LOST} ${one}`,
      ),
    );
    expect(lost.services[web]).toMatchObject({ desiredCount: 0 });
    expect(world.fence(LOST)).toMatchObject({
      epoch: EPOCH,
      runId: RUN_ID,
      state: 'fenced',
      before: {
        services: [{ arn: web, stack: `orders-web-${RELEASE}`, release: RELEASE, desiredCount: 2 }],
        rules: [{ name: 'nightly', wasEnabled: true }],
        schedules: [{ name: 'default/invoices', wasEnabled: true }],
      },
    });
  });

  test('neither what the plan does not name, nor a drill, nor anything here', async () => {
    const { world, lost, run } = switchover();
    await run();
    expect(lost.services[serviceArn(LOST, 'reader')]).toMatchObject({ desiredCount: 1 });
    expect(lost.services[serviceArn(LOST, 'drill')]).toMatchObject({ desiredCount: 1 });
    expect(world.at(HERE).services[serviceArn(HERE, 'web')]).toMatchObject({ desiredCount: 2 });
    expect(world.fence(HERE)).toBeUndefined();
  });

  test('services of every release, and those of a stack that a pipeline deployed under its plain name', async () => {
    const { lost, run } = switchover();
    const [plain, older] = [serviceArn(LOST, 'plain'), serviceArn(LOST, 'older')];
    lost.stacks['orders-web'] = { tags: {}, services: [plain] };
    lost.stacks['orders-web-r-1'] = {
      tags: { 'understudy:plan': 'orders', 'understudy:release': 'r-1' },
      services: [older],
    };
    lost.stacks['orders-web-other'] = { tags: {}, services: [serviceArn(LOST, 'other')] };
    for (const name of ['plain', 'older', 'other']) {
      lost.services[serviceArn(LOST, name)] = { desiredCount: 3, runningCount: 3 };
    }
    await run();
    expect([plain, older].map((arn) => lost.services[arn]?.desiredCount)).toEqual([0, 0]);
    expect(lost.services[serviceArn(LOST, 'other')]?.desiredCount).toBe(3);
  });

  test('a schedule without changing anything else of it; a start that has passed is left out', async () => {
    const { lost, run } = switchover();
    const {
      Arn: _,
      CreationDate: __,
      StartDate: ___,
      ...before
    } = lost.schedules['default/invoices'] as Record<string, unknown>;
    await run();
    expect(lost.schedules['default/invoices']).toEqual({ ...before, State: 'DISABLED' });
  });

  test('and waits until the tasks have ended', async () => {
    const { world, lost, run } = switchover();
    lost.isSlow = true;
    expect(await run()).toMatchObject({ status: 'pending', because: 'us-east-1 still works: web still has 2 tasks' });
    expect(world.fence(LOST)?.state).toBe('begun');
    lost.services[web] = { desiredCount: 0, runningCount: 0, pendingCount: 1 };
    expect(await run()).toMatchObject({ because: 'us-east-1 still works: web still has 1 task' });
    lost.services[web] = { desiredCount: 0, runningCount: 0 };
    expect(await run()).toMatchObject({ status: 'done' });
  });

  test('what appears while it looks, once that is written down too', async () => {
    const { world, lost, run } = switchover();
    const late = serviceArn(LOST, 'late');
    world.meanwhile = (change) => {
      if (change !== 'UpdateService' || lost.stacks.late) return;
      lost.stacks['orders-web'] = { tags: {}, services: [late] };
      lost.services[late] = { desiredCount: 4, runningCount: 4 };
    };
    await run();
    expect(lost.services[late]?.desiredCount).toBe(0);
    expect(world.fence(LOST)?.before.services).toContainEqual(expect.objectContaining({ arn: late, desiredCount: 4 }));
  });

  test('what a pipeline has deployed since it found the services', async () => {
    const { world, lost, run } = switchover();
    await run();
    lost.stacks['orders-web'] = { tags: {}, services: [serviceArn(LOST, 'late')] };
    lost.services[serviceArn(LOST, 'late')] = { desiredCount: 4, runningCount: 4 };
    world.now += 3000;
    expect(await run()).toMatchObject({ status: 'done' });
    expect(lost.services[serviceArn(LOST, 'late')]?.desiredCount).toBe(4);
    world.now += 1;
    expect(await run()).toMatchObject({ status: 'done' });
    expect(lost.services[serviceArn(LOST, 'late')]?.desiredCount).toBe(0);
  });

  test('and looks for services again after each stop and while the ledgers rest, but not after each move', async () => {
    const { clients, edge } = fenceWorld();
    let moves = 0;
    const found: number[] = [];
    const evidence: typeof edge.evidence = (of) => ({
      ...edge.evidence(of),
      append: counting(edge.evidence(of).append),
    });
    function counting(append: ReturnType<typeof edge.evidence>['append']): typeof append {
      return (entry) => {
        moves += 1;
        return append(entry);
      };
    }
    const clientsIn: typeof clients.clientsIn = (region) => {
      const { cloudformation, ...others } = clients.clientsIn(region);
      const send = (command: object) => {
        if (command instanceof DescribeStacksCommand) found.push(moves);
        return cloudformation.send(command);
      };
      return { ...others, cloudformation: { send } };
    };
    await createHandler({ ...clients, clientsIn }, { ...edge, evidence })(planned(fencingPlan));
    // Moves: written down, rules, schedules, services, executions stopped, the ledgers written down.
    expect(found).toEqual([0, 2, 3, 4, 5, 6]);
  });

  test('nothing twice: a look at what is stopped changes nothing', async () => {
    const { world, run } = switchover();
    await run();
    const { changes, ...before } = { changes: [...world.changes], fence: world.fence(LOST) };
    expect(await run()).toMatchObject({ status: 'done', output: { stopped: expect.any(Array) } });
    expect(world.changes).toEqual(changes);
    expect(world.fence(LOST)).toEqual(before.fence);
  });

  test('after its hooks, which are told the Region', async () => {
    const hooks = {
      ...fencingPlan.hooks,
      fence: [{ function: 'pause', timeoutSeconds: 60, onFailure: 'stop' as const }],
    };
    const { world, run } = switchover({ ...withoutLedgers, hooks });
    expect(await run()).toMatchObject({ output: { stopped: expect.arrayContaining(['pause: the queue is paused']) } });
    expect(world.changes[0]).toBe('hook');
  });
});

describe('FenceRegion tells', () => {
  test('that a plan stops nothing, instead of what would not be true', async () => {
    const fence = { stacks: [], stateMachines: [], rules: [], schedules: [], scheduleRoles: [] };
    expect(await switchover({ ...withoutLedgers, fence }).run()).toMatchObject({
      status: 'done',
      because: 'the plan stops nothing in us-east-1: only Aurora keeps writers out, under epoch 101',
    });
  });

  test('what the plan names and does not exist', async () => {
    const { lost, run } = switchover();
    Object.assign(lost, { stacks: {}, rules: {}, schedules: {}, executions: 'none' });
    expect(await run()).toMatchObject({
      status: 'done',
      because: expect.stringContaining(
        'the stack orders-web does not exist in us-east-1; the rule nightly does not exist in us-east-1; the schedule ' +
          'default/invoices does not exist in us-east-1; the state machine settle-orders does not exist in us-east-1',
      ),
    });
  });

  test('of executions that nobody can stop', async () => {
    const { lost, run } = switchover();
    lost.executions = 'express';
    expect(await run()).toMatchObject({ because: expect.stringContaining('is an Express one') });
  });
});

describe('A switchover whose Region cannot be stopped', () => {
  test.each([
    'DescribeStacks',
    'ListStackResources',
    'DescribeServices',
    'DescribeRule',
    'GetSchedule',
    'ListExecutions',
  ])('is refused before any change when AWS denies %s', async (operation) => {
    const { world, lost, run } = switchover();
    lost.errors[operation] = denied(`role may not ${operation}`);
    await expect(run()).rejects.toMatchObject({
      name: 'Understudy.Refused',
      message: expect.stringMatching(
        new RegExp(`us-east-1 cannot be fenced, and nothing was changed there: .*role may not ${operation}`),
      ),
    });
    expect(world.changes).toEqual([]);
    expect(world.fence(LOST)).toBeUndefined();
  });

  test.each(['UpdateService', 'DisableRule', 'UpdateSchedule', 'StopExecution'])(
    'is refused in the words of AWS when it denies %s',
    async (operation) => {
      const { lost, run } = switchover();
      lost.errors[operation] = denied(`role may not ${operation}`);
      await expect(run()).rejects.toMatchObject({
        name: 'Understudy.Refused',
        message: expect.stringMatching(/may still take writes: .*role may not .*; nothing was promoted/),
      });
    },
  );

  test.each(['DescribeStacks', 'DescribeRule', 'GetSchedule', 'ListExecutions', 'UpdateService', 'StopExecution'])(
    'waits while %s is throttled',
    async (operation) => {
      const { lost, run } = switchover();
      lost.errors[operation] = awsError('ThrottlingException', 400);
      expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining('Throttling') });
      lost.errors[operation] = undefined;
      expect(await run()).toMatchObject({ status: 'done' });
    },
  );

  test.each(['dynamodb', 'DescribeRule'])(
    'is refused once %s was silent for so long, and a failover is named',
    async (what) => {
      const { world, lost, run } = switchover();
      lost.errors[what] = awsError('TimeoutError', 500);
      expect(await run()).toMatchObject({ status: 'pending' });
      world.now += (SILENT_SECONDS_MAX - 1) * 1000;
      expect(await run()).toMatchObject({ status: 'pending' });
      world.now += 1000;
      await expect(run()).rejects.toMatchObject({
        name: 'Understudy.Refused',
        message: expect.stringMatching(
          /^us-east-1 is silent for 60 s: .*; nothing was promoted; if it is lost start the failover: npx understudy start failover --region us-west-2 --because "us-east-1 is lost"$/,
        ),
      });
    },
  );

  test('is waited for anew once it has answered in between', async () => {
    const { world, lost, run } = switchover();
    const fail = (is: boolean) => {
      lost.errors.DescribeRule = is ? awsError('TimeoutError', 500) : undefined;
    };
    lost.isSlow = true;
    for (const is of [true, false, true]) {
      fail(is);
      expect(await run()).toMatchObject({ status: 'pending' });
      world.now += (SILENT_SECONDS_MAX - 1) * 1000;
    }
  });

  test('waits while its table cannot be read', async () => {
    const { lost, run } = switchover();
    lost.errors.dynamodb = awsError('TimeoutError', 500);
    expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining('is not known') });
  });

  test('changes nothing once another run owns the epoch', async () => {
    const { world, run } = switchover();
    world.isOwned = false;
    await expect(run()).rejects.toMatchObject({ name: 'Understudy.Refused' });
    expect(world.changes).toEqual([]);
    expect(world.fence(LOST)).toBeUndefined();
  });
});

const fence = (more: Partial<Fence> = {}): Fence => ({
  ...{ epoch: 1, runId: 'arn:earlier', at: NOW, state: 'begun', version: 4 },
  before: { services: [], rules: [{ name: 'nightly', wasEnabled: true }], schedules: [] },
  ...more,
});

describe('A fence that an earlier run left', () => {
  test('is taken over, and what that one stopped counts as it was before it', async () => {
    const { world, lost, run } = switchover();
    lost.rules.nightly = 'DISABLED';
    world.keepFence(LOST, fence());
    await run();
    expect(world.fence(LOST)).toMatchObject({
      runId: RUN_ID,
      epoch: EPOCH,
      before: { rules: [{ name: 'nightly', wasEnabled: true }] },
    });
  });

  test('and lifted says nothing of how it is now', async () => {
    const { world, lost, run } = switchover();
    lost.rules.nightly = 'DISABLED';
    world.keepFence(LOST, fence({ state: 'lifted' }));
    await run();
    expect(world.fence(LOST)?.before.rules).toEqual([{ name: 'nightly', wasEnabled: false }]);
  });

  test('under a later epoch ends the run', async () => {
    const { world, run } = switchover();
    world.keepFence(LOST, fence({ epoch: EPOCH + 1 }));
    await expect(run()).rejects.toThrow('arn:earlier has fenced us-east-1 under epoch 102, which is above 101');
    expect(world.changes).toEqual([]);
  });
});

describe('A switchover proves that nothing is lost', () => {
  const seconds = (world: { now: number }, more: number) => {
    world.now += more * 1000;
  };

  test('by two looks that find the same rows in both Regions', async () => {
    const { world, run } = switchover(fencingPlan);
    expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining('1204 rows of orders') });
    seconds(world, SAME_SECONDS_MIN - 0.1);
    expect(await run()).toMatchObject({ status: 'pending' });
    seconds(world, 0.1);
    expect(await run()).toMatchObject({
      status: 'done',
      output: { ledgers: [{ globalCluster: 'orders', rows: 1204, digest: 'abc' }] },
      because: expect.stringContaining('it holds 1204 rows of orders'),
    });
    expect(world.fence(LOST)).toMatchObject({ state: 'fenced', proof: { stoppedAt: NOW } });
  });

  test('within one invocation, in which both rest for 2 s and no longer', async () => {
    const { world, clients, edge } = fenceWorld();
    let restedMilliseconds = 0;
    const asked: [string, number][] = [];
    const web: typeof clients.web = {
      ...clients.web,
      ask: (request) => {
        asked.push([request.url.includes(LOST) ? LOST : HERE, restedMilliseconds]);
        return clients.web.ask(request);
      },
    };
    const sleep = async (milliseconds: number) => {
      seconds(world, milliseconds / 1000);
      if (asked.length > 0) restedMilliseconds += milliseconds;
    };
    const handle = createHandler({ ...clients, web }, { ...edge, clock: { ...edge.clock, sleep } });
    expect(await handle(planned(fencingPlan))).toMatchObject({ status: 'done', output: { ledgers: [{ rows: 1204 }] } });
    expect(asked).toEqual([
      [LOST, 0],
      [HERE, 0],
      [LOST, 2000],
      [HERE, 2000],
    ]);
  });

  test('and does not rest longer where the clock was set back', async () => {
    const { world, clients, edge } = fenceWorld();
    const before = createHandler(clients, edge);
    await before(planned(fencingPlan));
    seconds(world, -3600);
    const slept: number[] = [];
    const sleep = async (milliseconds: number) => void slept.push(milliseconds);
    await createHandler(clients, { ...edge, clock: { ...edge.clock, sleep } })(planned(fencingPlan));
    expect(slept).toEqual([2000]);
  });

  // F-127, F-130
  test('not while rows are still written: the two looks begin anew', async () => {
    const { world, lost, run } = switchover(fencingPlan);
    await run();
    seconds(world, SAME_SECONDS_MIN);
    lost.ledger = { rows: 1205, digest: 'abd' };
    expect(await run()).toMatchObject({ status: 'pending' });
    world.at(HERE).ledger = { rows: 1205, digest: 'abd' };
    seconds(world, SAME_SECONDS_MIN - 1);
    expect(await run()).toMatchObject({ status: 'pending' });
    seconds(world, 1);
    expect(await run()).toMatchObject({ status: 'done', output: { ledgers: [{ rows: 1205 }] } });
  });

  test.each([
    ['as many rows that are others', { rows: 1204, digest: 'zzz' }],
    ['fewer rows', { rows: 1203, digest: 'abc' }],
  ])('not by %s: it waits for them, and then refuses', async (_, ledger) => {
    const { world, run } = switchover(fencingPlan);
    world.at(HERE).ledger = ledger;
    await run();
    seconds(world, ARRIVAL_SECONDS_MAX - 1);
    expect(await run()).toMatchObject({ because: expect.stringContaining('not all rows have arrived yet') });
    seconds(world, 1);
    await expect(run()).rejects.toMatchObject({
      name: 'Understudy.Refused',
      message: expect.stringMatching(
        /^not all rows have arrived within 120 s: .*; nothing was promoted, and the fence/,
      ),
    });
    expect(world.fence(LOST)?.state).toBe('begun');
  });

  test.each([HERE, LOST])('not while the ledger of %s is silent', async (region) => {
    const { world, run } = switchover(fencingPlan);
    world.at(region).ledger = 'silent';
    await run();
    seconds(world, ARRIVAL_SECONDS_MAX - 1);
    expect(await run()).toMatchObject({ status: 'pending' });
    seconds(world, 1);
    await expect(run()).rejects.toMatchObject({ name: 'Understudy.Refused' });
  });

  test('and refuses at once where the ledger is none', async () => {
    const { world, run } = switchover(fencingPlan);
    world.at(HERE).ledger = 'broken';
    await expect(run()).rejects.toThrow(/the ledger of orders in us-west-2: it answered 404.*nothing was promoted/);
  });

  test('asks no ledger while anything works', async () => {
    const { lost, run } = switchover(fencingPlan);
    lost.isSlow = true;
    lost.ledger = 'broken';
    expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining('still works') });
  });
});

describe('A Region that stands down', () => {
  test('stops itself under the epoch of the Region that replaced it', async () => {
    const { world, run } = standDown();
    expect(await run()).toMatchObject({ status: 'done', output: { region: LOST, epoch: 201 } });
    expect(world.changes.every((change) => change.startsWith(LOST))).toBe(true);
    expect(world.fence(LOST)).toMatchObject({ epoch: 201, state: 'fenced' });
  });

  test('says what its databases hold, if they answer', async () => {
    expect(await standDown(fencingPlan).run()).toMatchObject({ output: { ledgers: [{ rows: 1204 }] } });
    const silent = standDown(fencingPlan);
    silent.here.ledger = 'silent';
    expect(await silent.run()).toMatchObject({ status: 'done', output: { ledgers: [] } });
  });

  describe('that an earlier stand-down has fenced', () => {
    const trigger = { kind: 'upkeep', at: NOW };
    const earlier = fence({
      ...{ epoch: 201, runId: `${RUN_ID}-before`, state: 'fenced' as const },
      proof: {
        stoppedAt: NOW,
        sameSince: NOW,
        ledgers: [{ globalCluster: 'orders', rows: 1199, digest: '7', at: NOW }],
      },
    });

    test('lets it stand when the watch starts it again: its count, and what a person has started since', async () => {
      const { world, run } = standDown(fencingPlan, { trigger });
      world.keepFence(LOST, earlier);
      expect(await run()).toMatchObject({ status: 'done', output: { epoch: 201, ledgers: [{ rows: 1199 }] } });
      expect([world.changes, world.fence(LOST)]).toEqual([[], earlier]);
    });

    test.each<[string, Partial<Fence>, object | undefined]>([
      ['a person starts it again', {}, undefined],
      ['that one was not done', { state: 'begun' }, trigger],
      ['it was lifted since', { state: 'lifted' }, trigger],
      ['yet another Region has taken over since', { epoch: 102 }, trigger],
    ])('is stopped where %s', async (_, changes, by) => {
      const { world, run } = standDown(fencingPlan, { trigger: by });
      world.keepFence(LOST, { ...earlier, ...changes });
      expect(await run()).toMatchObject({ status: 'done', output: { epoch: 201, ledgers: [{ rows: 1204 }] } });
      expect(world.changes).toContain(`${LOST} UpdateService`);
    });
  });

  test('goes on with what a dead run of a later epoch began', async () => {
    const { world, run } = standDown();
    world.keepFence(LOST, fence({ epoch: 301 }));
    expect(await run()).toMatchObject({ output: { epoch: 301 } });
  });

  test.each<[string, (at: ReturnType<typeof standDown>) => void, RegExp]>([
    [
      'while a writer is here',
      ({ world }) => Object.assign(world.writers, { region: LOST }),
      /the writer of orders is in us-east-1/,
    ],
    [
      'where no other Region claims more',
      ({ here }) => here.table.keep({ ...claimKey('orders'), epoch: { N: '201' } }),
      /no other Region claims more than epoch 201/,
    ],
  ])('is refused %s, and changes nothing', async (_, change, because) => {
    const at = standDown();
    change(at);
    await expect(at.run()).rejects.toThrow(because);
    expect(at.world.changes).toEqual([]);
  });

  test('waits while the Region that may have replaced it cannot be read', async () => {
    const { world, run } = standDown();
    world.at(HERE).errors.dynamodb = awsError('TimeoutError', 500);
    expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining('cannot be read') });
    expect(world.changes).toEqual([]);
    const because = expect.stringContaining(`dynamodb:GetItem of the claim in ${HERE} failed`);
    expect(world.log).toContainEqual(expect.objectContaining({ step: 'FenceRegion', kind: 'unread', because }));
  });

  test('stops all that it may before it says what it may not', async () => {
    const { world, here, run } = standDown();
    here.errors.DescribeRule = denied('role may not DescribeRule');
    here.errors.UpdateSchedule = denied('role may not UpdateSchedule');
    await expect(run()).rejects.toThrow(
      /us-east-1 may still take writes: .*DescribeRule.* and .*UpdateSchedule.*by hand/,
    );
    expect(here.services[web]?.desiredCount).toBe(0);
    expect(here.executions).toEqual([]);
    expect(world.fence(LOST)?.state).toBe('begun');
  });
});

test('the executions of more than a page are stopped look after look', async () => {
  const { lost, run } = switchover();
  lost.executions = Array.from({ length: 7 }, (_, index) => executionArn(LOST, `e-${index}`));
  expect(await run()).toMatchObject({ status: 'done' });
  expect(lost.executions).toEqual([]);
});
