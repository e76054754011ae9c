import { namesOf } from '../../../lib/domain/names';
import { deadRun, heldByTheDead } from '../../../test/dead-run';
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
  // F-98
  test.each(['failover', 'settle'])('to look when a %s of this plan has ended here', (verb) => {
    const detail = { ...event.detail, stateMachineArn: place.names.machineArn(verb) };
    expect(decide({ ...event, detail }, place)).toEqual({ kind: 'look', because: `${RUN_ID} is ABORTED` });
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
  // F-99
  test('closes the run that has ended', async () => {
    const { world, clients } = deadRun();
    expect(await createHandler(clients, place)(event)).toMatchObject({ closed: true });
    expect(world.lock?.state).toBe('free');
    expect(world.messages).toHaveLength(2);
  });

  test('leaves to the watch what may still have a call under way', async () => {
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
