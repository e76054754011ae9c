import { namesOf } from '../../../lib/domain/names';
import { deadRun, heldByTheDead } from '../../../test/dead-run';
import { HERE, plan, RUN_ID } from '../../../test/fixtures';
import { createHandler } from './handler';
import { closeLeftBehind } from './trigger';

const place = { plan, region: HERE, names: namesOf(plan, HERE) };

describe('CloseLeftBehind', () => {
  test('closes the run that has died with the lock, and says so', async () => {
    const { world, clients } = deadRun({ status: 'ABORTED' });
    expect(await createHandler(clients, place)()).toMatchObject({ closed: true });
    expect(world.lock?.state).toBe('free');
    expect(world.archives).toHaveLength(1);
    expect(world.messages[0]?.subject).toContain('ABORTED, closed in its place');
    expect(world.log).toContainEqual(
      expect.objectContaining({ trigger: 'CloseLeftBehind', kind: 'closed', because: expect.stringContaining(RUN_ID) }),
    );
  });

  test('leaves a run that is at work, and one that may have a call under way', async () => {
    const alive = deadRun({ status: 'RUNNING' });
    expect(await createHandler(alive.clients, place)()).toMatchObject({ closed: false });
    const late = deadRun({ lock: { ...heldByTheDead, quietAt: '2026-11-21T12:04:00.000Z' } });
    expect(await createHandler(late.clients, place)()).toMatchObject({ closed: false });
    expect([...alive.world.done, ...late.world.done]).toEqual([]);
  });

  test('says nothing in a minute in which no run holds the lock', async () => {
    const { world, clients } = deadRun({ lock: { ...heldByTheDead, state: 'free' } });
    expect(await createHandler(clients, place)()).toMatchObject({ closed: false });
    expect(world.log).toEqual([]);
  });

  test('fails where the lock cannot be given back, so that somebody hears of it', async () => {
    const { clients } = deadRun({ away: ['lock'] });
    await expect(createHandler(clients, place)()).rejects.toThrow();
  });

  test('frees what a planned run of another Region has left, as soon as that Region’s lock says that it is over', async () => {
    const owner = RUN_ID.replace('us-west-2', 'us-east-1');
    const { world, clients } = deadRun({ lock: { ...heldByTheDead, owner, verb: 'switchover' }, records: [] });
    const dynamoOf = () => ({ send: async () => ({}) });
    expect(await createHandler({ ...clients, dynamoOf }, place)()).toMatchObject({ closed: true });
    expect(world.lock?.state).toBe('free');
    expect(world.messages).toEqual([]);
  });

  test('may read the locks of the other Regions, and write only its own', () => {
    const writing = closeLeftBehind
      .permissions(place)
      .filter(({ actions }) => actions.some((action) => /dynamodb:(Put|Update|Delete)/.test(action)));
    expect(writing.flatMap(({ resources }) => resources).filter((arn) => !arn.includes(HERE))).toEqual([]);
  });
});
