import { chainProblem } from '../../lib/domain/evidence';
import { type Lock, lastOf } from '../../lib/domain/lock';
import { namesOf } from '../../lib/domain/names';
import { attributesOf } from '../../lib/domain/table-items';
import { type Away, deadRun, heldByTheDead, recordOf } from '../../test/dead-run';
import { HERE, LOST, NOW, plan, RUN_ID } from '../../test/fixtures';
import { awsError } from '../../test/standby';
import { leftBehind } from './left-behind';

const place = { plan, region: HERE, names: namesOf(plan, HERE) };
const LATER = '2026-11-21T12:03:20.000Z';
const KEY = 'understudy-orders-evidence-111122223333-us-west-2/runs/2026-11-21T11:59:55.000Z-run-1.json';

const closing = (given: Parameters<typeof deadRun>[0] = {}) => {
  const { world, clients } = deadRun(given);
  return { world, close: () => leftBehind(clients).closeIfEnded(place, LATER) };
};
const promoted = [recordOf('admitted', 'AdmitRun'), recordOf('called', 'PromoteDatabase')];

describe('A run that ended without closing itself is closed in its place', () => {
  test('in this order: recorded, archived, told, and only then the lock is free', async () => {
    const { world, close } = closing({ records: promoted });
    expect(await close()).toEqual({
      closed: true,
      because: `${RUN_ID} ended ABORTED and left the lock of epoch 101 behind; it was closed in its place`,
    });
    expect(world.done).toEqual(['ended', 'archive', 'called', 'tell', 'tell', 'called', 'free']);
    expect(world.lock).toMatchObject({
      state: 'free',
      version: 8,
      lastRun: { id: RUN_ID, endedAt: LATER, changed: true },
    });
    expect(chainProblem(world.records)).toBeUndefined();
  });

  // I-12: seen when a run that begins and the event of the end closed the same run at once
  test('once, also where two close it at once', async () => {
    const { world, close } = closing({ records: promoted });
    await Promise.all([close(), close()]);
    expect(world.records.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
    expect(chainProblem(world.records)).toBeUndefined();
    expect(world.lock?.state).toBe('free');
  });

  // F-24
  test('with an archive under the key that the run itself would have used', async () => {
    const { world, close } = closing();
    await close();
    expect(world.archives).toMatchObject([{ key: KEY, archive: { runId: RUN_ID, archivedAt: LATER } }]);
    const [{ archive } = { archive: undefined }] = world.archives;
    expect(archive?.records.map(({ kind }) => kind)).toEqual(['admitted', 'ended']);
    expect(archive).not.toHaveProperty('problem');
    expect(archive).not.toHaveProperty('document');
  });

  // F-97
  test('and people are told how it ended, what it had sent, and what is safe to do next', async () => {
    const { world, close } = closing({ records: promoted });
    await close();
    expect(world.messages[0]?.subject).toBe(
      'Understudy: failover of orders in us-west-2: ABORTED, closed in its place',
    );
    expect(world.messages[0]?.message).toMatchInlineSnapshot(`
"The failover of orders in us-west-2 ended ABORTED, could not say so and was closed in its place: a promotion was sent, and nothing takes it back.
  npx understudy status

Region:   us-west-2
Run:      arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1
Epoch:    101, held since 2026-11-21T12:00:00.000Z
Last:     2026-11-21T12:00:00.000Z PromoteDatabase: called PromoteDatabase
Evidence: s3://understudy-orders-evidence-111122223333-us-west-2/runs/2026-11-21T11:59:55.000Z-run-1.json

What it had changed, none of which was undone:
- 2026-11-21T12:00:00.000Z PromoteDatabase: called PromoteDatabase

Next: a promotion was sent, and nothing takes it back: from here it is forward. See first where the writer is:
  aws rds describe-global-clusters --region us-west-2 --global-cluster-identifier orders --query 'GlobalClusters[0].GlobalClusterMembers[?IsWriter].DBClusterArn'
Once the cause above is gone, start again; every step looks first and repeats nothing that is done:
  npx understudy start failover --region us-west-2 --because "again, after ABORTED"
Nothing starts by itself for 3600 s after this run. Once you have looked, this ends the pause:
  npx understudy acknowledge 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1' --because "…""
`);
  });

  test('and the stacks that it may have left are in its records and in the message', async () => {
    const act = { kind: 'create', stacks: [{ stackName: 'orders-web-r-1' }] };
    const { world, close } = closing({ records: [recordOf('called', 'DeployStacks', { act })] });
    await close();
    expect(world.records.find(({ kind }) => kind === 'ended')).toMatchObject({
      because: expect.stringMatching(/closed in its place; it may have left orders-web-r-1$/),
      data: { status: 'ABORTED', stacks: ['orders-web-r-1'] },
    });
    expect(world.messages[0]?.message).toContain(
      '  aws cloudformation delete-stack --region us-west-2 --stack-name orders-web-r-1 --role-arn ',
    );
  });

  test.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'forgotten'])(
    'when Step Functions says %s',
    async (status) => {
      const { world, close } = closing({ status });
      expect(await close()).toMatchObject({ closed: true });
      expect(world.lock?.state).toBe('free');
    },
  );

  test('also when it had only written its intent', async () => {
    const { world, close } = closing({ lock: { ...heldByTheDead, state: 'intent' } });
    await close();
    expect(world.lock).toMatchObject({ state: 'free', lastRun: { changed: false } });
  });

  test("and a settle is nobody's last run", async () => {
    const lastRun = { id: 'a failover', endedAt: NOW, changed: true };
    const { world, close } = closing({ lock: { ...heldByTheDead, verb: 'settle', lastRun } });
    await close();
    expect(world.lock).toMatchObject({ state: 'free', lastRun });
  });

  test.each<[string, ReturnType<typeof recordOf>[], boolean]>([
    ['changed nothing', [], false],
    ['created a stack', [recordOf('called', 'DeployStacks')], true],
    ['claimed the traffic', [recordOf('called', 'ShiftTraffic')], true],
    ['only retired', [recordOf('called', 'RetireStacks')], false],
    ['only closed', [recordOf('called', 'CloseRun', { told: { untold: [] } })], false],
    ['only decided', [recordOf('decided', 'PromoteDatabase')], false],
    ['was declined', [recordOf('approved', 'AuthorizePromotion', { kind: 'decline' })], true],
  ])('and remembered for the cooldown: it %s', async (_, records, changed) => {
    const { world, close } = closing({ records });
    await close();
    expect(world.lock?.lastRun).toMatchObject({ changed });
  });
});

describe('What a planned run of another Region has left here', () => {
  const OWNER = `arn:aws:states:${LOST}:111122223333:execution:understudy-orders-switchover:run-9`;
  const left: Lock = { ...heldByTheDead, owner: OWNER, verb: 'switchover', quietAt: '2026-11-21T13:00:00.000Z' };
  const lastRun = { id: OWNER, endedAt: NOW, changed: true };

  const freeing = (there: Lock | undefined | Error, isAsked = true) => {
    const { world, clients } = deadRun({ lock: left });
    const elsewhere = {
      async send() {
        if (there instanceof Error) throw there;
        return { Item: there && attributesOf(there) };
      },
    };
    const dynamoOf = (region: string) => (region === LOST ? elsewhere : clients.dynamo);
    const all = isAsked ? { ...clients, dynamoOf } : clients;
    return { world, close: () => leftBehind(all).closeIfEnded(place, LATER) };
  };

  test('is freed once that Region says that the run is over: nothing is recorded or told a second time', async () => {
    const { world, close } = freeing({ ...left, state: 'free', ...lastOf(lastRun) });
    expect(await close()).toEqual({
      closed: true,
      because: `${OWNER} is over in ${LOST} and left the lock of epoch 101 behind; it was freed`,
    });
    expect(world.done).toEqual(['free']);
    expect(world.lock).toMatchObject({ state: 'free', lastRun, lastChange: { id: OWNER } });
  });

  test.each<[string, Lock | undefined]>([
    ['another run is at work there', { ...left, owner: 'another run' }],
    ['there is no lock there', undefined],
  ])('is freed when %s, and leaves the last run in its place', async (_, there) => {
    const { world, close } = freeing(there);
    expect(await close()).toMatchObject({ closed: true });
    expect(world.lock).toMatchObject({ state: 'free' });
    expect(world.lock?.lastRun).toBeUndefined();
  });

  test.each<[string, Lock | Error, string]>([
    ['the run is at work there', left, 'is at work under epoch 101'],
    ['the run means to be', { ...left, state: 'intent' }, 'is at work under epoch 101'],
    ['that Region is not heard', awsError('InternalServerError', 500), `${LOST} is not heard`],
    [
      'that Region denies the answer',
      awsError('AccessDeniedException', 400),
      `${LOST} is not heard: dynamodb:GetItem in ${LOST} failed: AccessDeniedException`,
    ],
  ])('stays when %s', async (_, there, because) => {
    const { world, close } = freeing(there);
    expect(await close()).toMatchObject({ closed: false, because: expect.stringContaining(because) });
    expect(world.lock).toEqual(left);
  });

  test('is for CloseLeftBehind to free: whoever hears of an end asks no other Region', async () => {
    const { world, clients } = deadRun({ lock: left, status: 'forgotten' });
    expect(await leftBehind(clients).closeIfEnded(place, '2026-11-21T12:00:30.000Z')).toMatchObject({ closed: false });
    expect(world.lock).toEqual(left);
  });
});

describe('Closing in its place is harmless to repeat', () => {
  test('a part that the run, or another closer, has done is not done again', async () => {
    const { world, close } = closing({
      records: [
        recordOf('ended', 'CloseRun'),
        recordOf('called', 'CloseRun', { archived: { evidenceKey: 'runs/x.json' } }),
        recordOf('called', 'CloseRun', { told: { untold: [] } }),
      ],
    });
    await close();
    expect(world.done).toEqual(['free']);
  });

  test('a second time it finds nothing to close', async () => {
    const { world, close } = closing();
    await close();
    const before = structuredClone({ ...world, meanwhile: undefined });
    expect(await close()).toEqual({ closed: false, because: 'no run holds the lock' });
    expect({ ...world, meanwhile: undefined }).toEqual(before);
  });

  test('a lock that was written to since it was observed is left alone', async () => {
    const { world, clients } = deadRun();
    const dead = { ...place, lock: { ...heldByTheDead, version: 6 }, ended: { status: 'ABORTED' }, now: LATER };
    expect(await leftBehind(clients).close(dead)).toBe(false);
    expect(world.lock).toEqual(heldByTheDead);
  });
});

describe('A run that Step Functions does not know', () => {
  const unknown = (since: string) => closing({ status: 'forgotten', lock: { ...heldByTheDead, since } });

  test('may have been started a moment ago: nothing is closed', async () => {
    const { world, close } = unknown('2026-11-21T12:01:20.000Z');
    expect(await close()).toMatchObject({ closed: false, because: expect.stringContaining('is at work') });
    expect(world.done).toEqual([]);
  });

  test('is forgotten once its lock is older than that', async () => {
    expect(await unknown('2026-11-21T12:01:19.999Z').close()).toMatchObject({ closed: true });
  });

  test('is not believed to be forgotten when nobody can tell how old its lock is', async () => {
    expect(await unknown('').close()).toMatchObject({ closed: false });
  });
});

describe('Nothing is closed', () => {
  test.each<[string, Parameters<typeof deadRun>[0], string]>([
    ['that was never held', { lock: undefined }, 'no run holds the lock'],
    ['that is free', { lock: { ...heldByTheDead, state: 'free' } }, 'no run holds the lock'],
    ['whose run is at work', { status: 'RUNNING' }, 'is at work under epoch 101'],
    ['whose run waits for a redrive', { status: 'PENDING_REDRIVE' }, 'is at work under epoch 101'],
    // F-28
    ['whose run nobody can ask about', { status: 'unreadable' }, 'is at work under epoch 101, or nobody can tell'],
    // F-25
    [
      'one millisecond before its last call is over',
      { lock: { ...heldByTheDead, quietAt: '2026-11-21T12:03:20.001Z' } },
      'a call of it may be under way until 2026-11-21T12:03:20.001Z',
    ],
  ])('%s', async (_, given, because) => {
    const { world, close } = closing(given);
    expect(await close()).toMatchObject({ closed: false, because: expect.stringContaining(because) });
    expect(world.done).toEqual([]);
  });

  test('but it is at the very moment its last call is over', async () => {
    const { close } = closing({ lock: { ...heldByTheDead, quietAt: LATER } });
    expect(await close()).toMatchObject({ closed: true });
  });

  test('but it is where no run has written the moment that stands there, which is told', async () => {
    const { close } = closing({ lock: { ...heldByTheDead, quietAt: '9999-12-31T23:59:59.999Z' } });
    expect(await close()).toMatchObject({ closed: true, because: expect.stringContaining('impossible quietAt') });
  });

  test.each<[string, Lock]>([
    ['gave the lock back before it ended', { ...heldByTheDead, state: 'free' }],
    ['was taken over in that moment', { ...heldByTheDead, owner: 'another run', epoch: 201 }],
  ])('of a run that %s', async (_, next) => {
    const { world, close } = closing();
    world.meanwhile = () => {
      world.lock = next;
    };
    expect(await close()).toMatchObject({
      closed: false,
      because: expect.stringContaining('gave the lock back itself'),
    });
    expect(world.done).toEqual([]);
  });
});

describe('The lock does not wait for anything else', () => {
  test.each<[string, readonly Away[], string]>([
    ['records that cannot be read', ['query'], 'the records could not be read'],
    ['records that cannot be written', ['put'], 'a record could not be written'],
    ['an archive that is away', ['archive'], 'the evidence could not be archived'],
    ['topics that are deaf', ['topic'], 'a topic could not be told'],
    ['all of them', ['query', 'put', 'archive', 'topic'], 'the evidence could not be archived'],
  ])('not for %s, which the log keeps', async (_, away, logged) => {
    const { world, close } = closing({ away });
    expect(await close()).toMatchObject({ closed: true });
    expect(world.lock?.state).toBe('free');
    expect(JSON.stringify(world.log)).toContain(logged);
  });

  test('and a run whose records cannot be read may have changed anything', async () => {
    const { world, close } = closing({ away: ['query'] });
    await close();
    expect(world.lock?.lastRun).toMatchObject({ changed: true });
    expect(world.messages[0]?.message).toContain('nobody can tell whether a promotion was sent');
  });

  test('but a lock that cannot be written to is an error', async () => {
    await expect(closing({ away: ['lock'] }).close()).rejects.toThrow();
  });
});
