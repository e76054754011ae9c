import type { Lock } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import { type Away, deadRun, heldByTheDead, recordOf } from '../../../test/dead-run';
import { HERE, plan, RUN_ID } from '../../../test/fixtures';
import { decide } from './decide';
import { createHandler } from './handler';

const place = { plan, region: HERE, names: namesOf(plan, HERE) };
const event = {
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: {
    executionArn: RUN_ID,
    stateMachineArn: place.names.machineArn('failover'),
    status: 'ABORTED',
    input: '{}',
  },
};

describe('OnRunEnded decides', () => {
  test.each(['failover', 'settle'] as const)('to look when a %s of this plan has ended here', (verb) => {
    const detail = { ...event.detail, stateMachineArn: place.names.machineArn(verb) };
    expect(decide({ ...event, detail }, place)).toEqual({
      kind: 'look',
      run: RUN_ID,
      verb,
      because: `${RUN_ID} is ABORTED`,
    });
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'not an execution'],
    ['another event', { ...event, 'detail-type': 'CloudWatch Alarm State Change' }, 'event.detail-type'],
    ['another source', { ...event, source: 'custom' }, 'event.source'],
    ['no execution', { ...event, detail: { ...event.detail, executionArn: undefined } }, 'event.detail.executionArn'],
    [
      'a machine of another plan',
      { ...event, detail: { ...event.detail, stateMachineArn: `${event.detail.stateMachineArn}-2` } },
      'is no machine of orders here',
    ],
    [
      'the same machine elsewhere',
      { ...event, detail: { ...event.detail, stateMachineArn: namesOf(plan, 'us-east-1').machineArn('failover') } },
      'is no machine of orders here',
    ],
  ])('to ignore %s', (_, given, because) => {
    expect(decide(given, place)).toMatchObject({ kind: 'ignore', because: expect.stringContaining(because) });
  });
});

describe('OnRunEnded', () => {
  test.each([
    ['ABORTED', undefined],
    // F-98
    ['TIMED_OUT', undefined],
    // F-99
    ['FAILED', 'States.Runtime'],
    ['FAILED', 'States.DataLimitExceeded'],
  ])('closes the run that has ended %s (%s)', async (status, error) => {
    const { world, clients } = deadRun({ status });
    const detail = { ...event.detail, status, error, cause: error && 'what nothing caught' };
    expect(await createHandler(clients, place)({ ...event, detail })).toMatchObject({ closed: true });
    expect(world.messages[0]?.subject).toContain(`${status}, closed in its place`);
    expect(world.lock?.state).toBe('free');
    expect(world.messages).toHaveLength(2);
  });

  // F-109
  test.each<[string, Lock | undefined]>([
    ['before it had a lock', undefined],
    [
      'before it had the lock that another run has',
      { ...heldByTheDead, owner: `${RUN_ID}-2`, quietAt: '2026-11-21T12:04:00.000Z' },
    ],
    ['after it gave the lock back', { ...heldByTheDead, state: 'free' }],
  ])('closes a run that died %s: its end is recorded, archived and told once', async (_, lock) => {
    const { world, clients } = deadRun({ lock, records: [] });
    const ask = createHandler(clients, place);
    await ask(event);
    await ask(event);
    expect(world.lock).toEqual(lock);
    expect(world.records.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
    expect(world.archives).toHaveLength(1);
    expect(world.messages).toHaveLength(2);
  });

  test.each<Away>(['archive', 'put'])(
    'fails while a run without the lock is not closed whole (%s), and finishes when Lambda repeats the event',
    async (what) => {
      const away = [what];
      const { world, clients } = deadRun({ lock: undefined, records: [], away });
      const ask = createHandler(clients, place);
      await expect(ask(event)).rejects.toThrow('is not closed whole');
      away.length = 0;
      expect(await ask(event)).toMatchObject({ closed: true });
      expect(world.records.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
      expect(world.archives.at(-1)?.archive.records.map(({ kind }) => kind)).toContain('ended');
      expect(await ask(event)).toMatchObject({ closed: false });
    },
  );

  test('says nothing in the place of a run that has recorded its end, nor of a check', async () => {
    const said = deadRun({ lock: undefined, records: [recordOf('ended', 'CloseRun')] });
    expect(await createHandler(said.clients, place)(event)).toMatchObject({ closed: false });
    const check = deadRun({ lock: undefined, records: [] });
    const detail = { ...event.detail, stateMachineArn: place.names.machineArn('check') };
    expect(await createHandler(check.clients, place)({ ...event, detail })).toMatchObject({ closed: false });
    expect([...said.world.done, ...check.world.done]).toEqual([]);
  });

  test('leaves to the next minute what may still have a call under way', async () => {
    const lock = { ...heldByTheDead, quietAt: '2026-11-21T12:04:00.000Z' };
    const { world, clients } = deadRun({ lock });
    expect(await createHandler(clients, place)(event)).toMatchObject({ closed: false });
    expect(world.lock).toEqual(lock);
    expect(world.log).toContainEqual(
      expect.objectContaining({ because: expect.stringContaining('until 2026-11-21T12:04') }),
    );
  });

  test('believes Step Functions and not the event', async () => {
    const { world, clients } = deadRun({ status: 'RUNNING' });
    expect(await createHandler(clients, place)(event)).toMatchObject({ closed: false });
    expect(world.done).toEqual([]);
  });

  test('asks Step Functions for no run of another Region, which holds this lock too', async () => {
    const owner = RUN_ID.replace('us-west-2', 'us-east-1');
    const asked: string[] = [];
    const { clients } = deadRun({ lock: { ...heldByTheDead, owner, epoch: 300, verb: 'switchover' }, records: [] });
    const states = {
      send: async (command: { readonly input: { readonly executionArn: string } }) => {
        asked.push(command.input.executionArn);
        return { status: 'ABORTED' };
      },
    };
    await createHandler({ ...clients, states }, place)(event);
    expect(asked).not.toContain(owner);
  });

  test('touches nothing for an event that is not about a run', async () => {
    const { world, clients } = deadRun();
    expect(await createHandler(clients, place)({})).toMatchObject({ closed: false });
    expect(world.done).toEqual([]);
  });

  test('fails when the lock cannot be given back, so that Lambda repeats the event', async () => {
    const { clients } = deadRun({ away: ['lock'] });
    await expect(createHandler(clients, place)(event)).rejects.toThrow();
  });
});
