import * as z from 'zod';
import { act, type Decision, done, join, refuse, wait } from '../../lib/domain/decision';
import { chained, type EvidenceRecord } from '../../lib/domain/evidence';
import { FAILURES } from '../../lib/domain/failure';
import { SAID_BYTES_MAX } from '../../lib/domain/run-size';
import { defineStep } from '../../lib/domain/step';
import { document, EPOCH, NOW, RUN_ID } from '../../test/fixtures';
import { type Edge, stepHandler } from './step-handler';

const openDoor = defineStep({
  name: 'OpenDoor',
  purpose: 'The door is open.',
  reads: [],
  output: z.strictObject({ open: z.literal(true) }),
  fenced: true,
  timeoutSeconds: 20,
  lookAgainSeconds: 7,
  overdueSeconds: () => 100,
  permissions: () => [],
});

/** A door, a clock and a lock: the whole world of this step. */
function smallWorld({ owned = true, secondsPerLook = 0, evidenceFails = false } = {}) {
  const state = {
    door: 'shut' as 'shut' | 'opening' | 'open',
    now: Date.parse(NOW),
    pushes: 0,
    /** What the next write of the lock meets. */
    lockFault: undefined as Error | undefined,
    guards: [] as string[],
    /** Everything that was written or pushed, in its order. */
    order: [] as string[],
  };
  const records: EvidenceRecord[] = [];
  const edge: Edge = {
    clock: { now: () => state.now, sleep: async () => {} },
    log: () => {},
    lock: () => ({
      read: async () => undefined,
      acquire: async () => true,
      close: async () => true,
      guard: async (_owner, _epoch, quietAt) => {
        if (state.lockFault) throw state.lockFault;
        state.guards.push(quietAt);
        state.order.push('guard');
        return owned;
      },
      release: async () => true,
    }),
    evidence: () => ({
      append: async (entry) => {
        if (evidenceFails) throw new Error('table is away');
        records.push(chained(records.at(-1), entry));
        state.order.push(entry.kind);
      },
      read: async () => records,
    }),
  };
  const moves = {
    look: async () => {
      state.now += secondsPerLook * 1000;
      return state.door;
    },
    decide: (door: string): Decision<'push', { open: true }> => {
      if (door === 'open') return done({ open: true } as const, 'the door is open');
      return door === 'shut' ? act('push', 'pushing the door') : wait('the door is opening');
    },
    perform: async () => {
      state.pushes += 1;
      state.order.push('push');
      state.door = 'opening';
    },
  };
  return { state, records, edge, moves };
}

const admitted = { ...document, admitRun: { status: 'done', output: { epoch: EPOCH } } };
type World = ReturnType<typeof smallWorld>;
const handlerOf = ({ moves, edge }: World, decide: (door: string) => Decision<'push', { open: true }> = moves.decide) =>
  stepHandler(openDoor, { ...moves, decide }, edge);

describe('a step', () => {
  test('acts, looks again at once, and waits with what it has said', async () => {
    const world = smallWorld();
    expect(await handlerOf(world)(admitted)).toEqual({
      status: 'pending',
      looks: 2,
      because: 'the door is opening',
      firstLookAt: NOW,
      lookAgainSeconds: 7,
      said: [
        { at: NOW, because: 'pushing the door' },
        { at: NOW, because: 'the door is opening' },
      ],
    });
  });

  // F-102
  test('acts once and never twice, over as many invocations as it takes', async () => {
    const world = smallWorld();
    const run = handlerOf(world);
    const first = await run(admitted);
    const second = await run({ ...admitted, openDoor: first });
    world.state.door = 'open';
    const third = await run({ ...admitted, openDoor: second });
    expect([first.looks, second.looks, third.looks]).toEqual([2, 3, 4]);
    expect(third).toMatchObject({ status: 'done', output: { open: true }, because: 'the door is open' });
    expect(world.state.pushes).toBe(1);
  });

  test('writes the lock before it acts, quiet only after its time-out and the skew of clocks', async () => {
    const world = smallWorld();
    await handlerOf(world)(admitted);
    expect(world.state.guards).toEqual(['2026-11-21T12:00:25.000Z']);
  });

  test('writes the lock again whenever an act of many calls asks for it, and hears whether it still owns it', async () => {
    const { state, edge, moves } = smallWorld();
    const heard: boolean[] = [];
    const perform = async (_act: 'push', _input: unknown, stillOwns: () => Promise<boolean>) => {
      await moves.perform();
      state.now += 3000;
      heard.push(await stillOwns());
    };
    await stepHandler(openDoor, { ...moves, perform }, edge)(admitted);
    expect(state.guards).toEqual(['2026-11-21T12:00:25.000Z', '2026-11-21T12:00:28.000Z']);
    expect(heard).toEqual([true]);
  });

  test('stops without acting when it no longer owns its epoch', async () => {
    const world = smallWorld({ owned: false });
    await expect(handlerOf(world)(admitted)).rejects.toMatchObject({ name: FAILURES.refused });
    expect(world.state.pushes).toBe(0);
  });

  test.each([
    // F-21
    ['throttles the write of its lock', 'ProvisionedThroughputExceededException', 400],
    // F-22
    ['is down', 'InternalServerError', 500],
    ['does not answer', 'TimeoutError', undefined],
  ])('fails without acting or recording while DynamoDB %s, and acts once that is over', async (_, name, status) => {
    const world = smallWorld();
    world.state.lockFault = Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });
    const run = handlerOf(world);
    await expect(run(admitted)).rejects.toBe(world.state.lockFault);
    expect(world.state.order).toEqual([]);
    world.state.lockFault = undefined;
    expect(await run(admitted)).toMatchObject({ status: 'pending' });
    expect(world.state.order).toEqual(['guard', 'called', 'push']);
  });

  test('joins whatever took over where the run only settles: giving way is no failure of it', async () => {
    const world = smallWorld({ owned: false });
    const settling = { ...admitted, run: { ...admitted.run, verb: 'settle' } };
    await expect(handlerOf(world)(settling)).rejects.toMatchObject({ name: FAILURES.joined });
    expect(world.state.pushes).toBe(0);
  });

  test('leaves evidence of what it called, with the act, and of what it decided', async () => {
    const world = smallWorld();
    const run = handlerOf(world);
    const pending = await run(admitted);
    world.state.door = 'open';
    await run({ ...admitted, openDoor: pending });
    expect(
      world.records.map(({ kind, because, data, epoch, runId }) => ({ kind, because, data, epoch, runId })),
    ).toEqual([
      { kind: 'called', because: 'pushing the door', data: { act: 'push' }, epoch: EPOCH, runId: RUN_ID },
      { kind: 'decided', because: 'the door is open', data: {}, epoch: EPOCH, runId: RUN_ID },
    ]);
  });

  test('leaves no more of its act than it says may be recorded', async () => {
    const { records, edge, moves } = smallWorld();
    await stepHandler(openDoor, { ...moves, recorded: (door) => `${door} without a secret` }, edge)(admitted);
    expect(records[0]?.data).toEqual({ act: 'push without a secret' });
  });

  test.each([
    [2000, 'x'.repeat(2000)],
    [2001, `${'x'.repeat(1999)}…`],
  ])('says a sentence of %i characters in at most 2,000, wherever it goes', async (length, because) => {
    const decide = () => wait('x'.repeat(length));
    expect(await handlerOf(smallWorld(), decide)(admitted)).toMatchObject({ because, said: [{ because }] });
    const refused = handlerOf(smallWorld(), () => refuse('x'.repeat(length)))(admitted);
    await expect(refused).rejects.toMatchObject({ message: because });
  });

  // F-100
  test.each([
    [SAID_BYTES_MAX, ['a', 'b']],
    [SAID_BYTES_MAX + 1, ['b']],
  ])('keeps its newest sentences as far as they have 2,400 bytes with their times: of %i', async (bytes, kept) => {
    const world = smallWorld({ secondsPerLook: 4 });
    const frame = `${JSON.stringify({ at: NOW, because: '' })},`.length;
    const others = 450;
    let said = 0;
    const patient = { ...openDoor, timeoutSeconds: 46 };
    const letters = () =>
      said++ === 0 ? `a${'.'.repeat(bytes - 5 * others - frame - 1)}` : `b${'.'.repeat(others - frame - 1)}`;
    const decide = () => act('push', letters());
    const record = await stepHandler(patient, { ...world.moves, decide }, world.edge)(admitted);
    expect(record.looks).toBe(6);
    expect([...new Set(record.said.map(({ because }) => because[0]))]).toEqual(kept);
  });

  // F-116
  test('goes on when the evidence cannot be written', async () => {
    const world = smallWorld({ evidenceFails: true });
    expect(await handlerOf(world)(admitted)).toMatchObject({ status: 'pending' });
    expect(world.state.pushes).toBe(1);
  });

  test('writes the lock, then the evidence, and only then changes the world', async () => {
    const world = smallWorld();
    await handlerOf(world)(admitted);
    expect(world.state.order).toEqual(['guard', 'called', 'push']);
  });

  test('that must record changes nothing while the evidence cannot be written', async () => {
    const { state, edge, moves } = smallWorld({ evidenceFails: true });
    const run = stepHandler({ ...openDoor, mustRecord: true }, moves, edge);
    await expect(run(admitted)).rejects.toThrow('table is away');
    expect(state.pushes).toBe(0);
  });

  test('that must record leaves one record of each change', async () => {
    const { records, edge, moves } = smallWorld();
    await stepHandler({ ...openDoor, mustRecord: true }, moves, edge)(admitted);
    expect(records).toMatchObject([{ kind: 'called', step: 'OpenDoor', data: { act: 'push' } }]);
  });

  test.each([
    ['joined', join('another run')],
    ['refused', refuse('no')],
  ] as const)('fails by the name %s that Step Functions matches on', async (kind, decision) => {
    await expect(handlerOf(smallWorld(), () => decision)(admitted)).rejects.toMatchObject({
      name: FAILURES[kind],
      message: decision.because,
    });
  });

  // F-35, F-61
  test.each([
    [99, 'pending'],
    [100, 'overdue'],
  ])('%i seconds after its first look is %s', async (seconds, expected) => {
    const world = smallWorld();
    world.state.door = 'opening';
    const run = handlerOf(world);
    const first = await run(admitted);
    world.state.now += seconds * 1000;
    const again = run({ ...admitted, openDoor: first });
    if (expected === 'pending') expect(await again).toMatchObject({ status: 'pending' });
    else
      await expect(again).rejects.toMatchObject({
        name: FAILURES.overdue,
        message: expect.stringContaining('the door is opening'),
      });
  });

  test.each<[string, number, number | undefined, number]>([
    ['at its own pace at first', 0, undefined, 7],
    ['longer the longer it takes', 1800, undefined, 9],
    ['at its own pace again when runs before it were done by then', 1800, 2000, 7],
    ['not longer than until it is overdue', 9995, undefined, 7],
  ])('waits %s', async (_, elapsedSeconds, usual, lookAgainSeconds) => {
    const { edge, moves, state } = smallWorld();
    const slow = { ...openDoor, overdueSeconds: () => 10_000 };
    const run = stepHandler(slow, { ...moves, decide: () => wait('the door is opening') }, edge);
    const output = { epoch: EPOCH, ...(usual && { usualSeconds: { OpenDoor: usual, Other: 1 } }) };
    const event = { ...document, admitRun: { status: 'done', output } };
    const first = await run(event);
    state.now += elapsedSeconds * 1000;
    expect(await run({ ...event, openDoor: first })).toMatchObject({ lookAgainSeconds });
  });

  test.each([
    [998, 7],
    [1399, 8],
    [1999, 40],
  ])(
    'looks more seldom the more often all steps of its run have looked beyond a thousand times: %i before it',
    async (before, pause) => {
      const { edge, moves, state } = smallWorld();
      const slow = { ...openDoor, overdueSeconds: () => 10_000 };
      const run = stepHandler(slow, { ...moves, decide: () => wait('the door is opening') }, edge);
      const looked = { ...admitted, otherStep: { status: 'done', looks: before - 1 } };
      const first = await run(admitted);
      state.now += 400_000;
      expect(await run({ ...looked, openDoor: first })).toMatchObject({ looks: 2, lookAgainSeconds: pause });
    },
  );

  test.each([
    ['for longer where a look at this plan costs more', 9, 9],
    ['no shorter where it costs less', 6, 7],
  ])('rests %s', async (_, restSeconds, lookAgainSeconds) => {
    const { edge, moves } = smallWorld();
    const many = { ...openDoor, restSeconds: () => restSeconds };
    const run = stepHandler(many, { ...moves, decide: () => wait('the door is opening') }, edge);
    expect(await run(admitted)).toMatchObject({ lookAgainSeconds });
  });

  test('waits as long as its decision says, whatever its pace is', async () => {
    const { edge, moves } = smallWorld();
    const run = stepHandler(openDoor, { ...moves, decide: () => wait('the door is opening', 2) }, edge);
    expect(await run(admitted)).toMatchObject({ lookAgainSeconds: 2 });
  });

  test('rests longer than its decision says where a look at this plan costs so much', async () => {
    const { edge, moves } = smallWorld();
    const many = { ...openDoor, restSeconds: () => 9 };
    const run = stepHandler(many, { ...moves, decide: () => wait('the door is opening', 2) }, edge);
    expect(await run(admitted)).toMatchObject({ lookAgainSeconds: 9 });
  });

  // F-133
  test('is not overdue after its clock jumped back an hour, and is once its time is over by that clock', async () => {
    const world = smallWorld();
    world.state.door = 'opening';
    const run = handlerOf(world);
    const first = await run(admitted);
    world.state.now -= 3600_000;
    const again = await run({ ...admitted, openDoor: first });
    expect(again).toMatchObject({ status: 'pending', firstLookAt: NOW, lookAgainSeconds: 7 });
    world.state.now += (3600 + 100) * 1000;
    await expect(run({ ...admitted, openDoor: again })).rejects.toMatchObject({ name: FAILURES.overdue });
  });

  describe('that cannot look', () => {
    const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const blind = (error: Error) => {
      const { edge, moves, state } = smallWorld();
      return { state, run: stepHandler(openDoor, { ...moves, look: () => Promise.reject(error) }, edge) };
    };

    test('waits at its own pace when that passes, and says why', async () => {
      const because = 'cannot look: Error: socket hang up';
      expect(await blind(lost).run(admitted)).toMatchObject({ status: 'pending', lookAgainSeconds: 7, because });
    });

    test('is overdue once its limit has passed', async () => {
      const { run, state } = blind(lost);
      const openDoor = await run(admitted);
      state.now += 100_000;
      await expect(run({ ...admitted, openDoor })).rejects.toMatchObject({
        name: FAILURES.overdue,
        message: 'not done after 100 s: cannot look: Error: socket hang up',
      });
    });

    test('throws what does not pass', async () => {
      await expect(blind(new TypeError('a fault of its own')).run(admitted)).rejects.toThrow('a fault of its own');
    });
  });

  test('that is throttled in the middle of a change throws, for only a look can be repeated unseen', async () => {
    const { edge, moves } = smallWorld();
    const throttled = Object.assign(new Error('Rate exceeded'), { name: 'Throttling' });
    const run = stepHandler(openDoor, { ...moves, perform: () => Promise.reject(throttled) }, edge);
    await expect(run(admitted)).rejects.toBe(throttled);
  });

  test('does not act when it is overdue', async () => {
    const world = smallWorld();
    const run = handlerOf(world);
    const late = { ...(await run(admitted)), firstLookAt: new Date(Date.parse(NOW) - 100_000).toISOString() };
    world.state.door = 'shut';
    await expect(run({ ...admitted, openDoor: late })).rejects.toMatchObject({ name: FAILURES.overdue });
    expect(world.state.pushes).toBe(1);
  });

  test('hands its work to the next invocation before its time is used up', async () => {
    const world = smallWorld({ secondsPerLook: 4 });
    const restless = handlerOf(world, () => act('push', 'pushing again'));
    expect(await restless(admitted)).toMatchObject({ status: 'pending', looks: 3, lookAgainSeconds: 1 });
  });

  // F-107
  test('reads earlier outputs with the schema they were written with', async () => {
    const { edge, moves } = smallWorld();
    const walkIn = defineStep({ ...openDoor, name: 'WalkIn', reads: [openDoor] });
    const run = stepHandler(walkIn, { ...moves, decide: () => wait('w') }, edge);
    await expect(run({ ...admitted, openDoor: { status: 'done', output: { open: 'ajar' } } })).rejects.toThrow();
    await expect(run(admitted)).rejects.toThrow();
  });
});
