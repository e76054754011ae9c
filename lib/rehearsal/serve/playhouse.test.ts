import { LOST } from '../../../test/fixtures';
import { layouts, seenWorld } from '../../../test/mission-control-world';
import { openPlayhouse, type Place } from './playhouse';

const settings = { seed: 1, scale: 20, prepared: '/nowhere', layouts, tell: () => {} };

/** A world that stands at once, and notes what happens to it. */
function smallWorlds() {
  const calls: string[] = [];
  let lose: () => void = () => {};
  const open = async ({ automation = 'as planned' }: { automation?: string | undefined }) => {
    calls.push(`open ${automation}`);
    const loseRegion = (region: string) => {
      calls.push(`lose ${region}`);
      return new Promise<void>((resolve) => {
        lose = resolve;
      });
    };
    const play = { stage: { loseRegion }, close: async () => void calls.push('close') };
    return { play, mischief: {}, look: async () => seenWorld() } as unknown as Place;
  };
  return { calls, open, regionIsLost: () => lose() };
}

test('says that a world is opening, what was done so far, and then that it is open', async () => {
  let opens: (place: Place) => void = () => {};
  const house = openPlayhouse({
    ...settings,
    open: ({ tell }) => {
      tell({ kind: 'setting', text: 'deploying' });
      return new Promise((resolve) => {
        opens = resolve;
      });
    },
  });
  await Promise.resolve();
  await Promise.resolve();
  await new Promise(setImmediate);
  expect(await house.snapshot()).toMatchObject({ phase: { name: 'opening', told: ['deploying'] } });
  expect((await house.order({ id: 'lose-region', target: LOST })).kind).toBe('refused');
  opens(await smallWorlds().open({}));
  await house.opened();
  expect(await house.snapshot()).toMatchObject({ phase: { name: 'open' }, world: { active: LOST } });
  await house.close();
});

test('a farewell is seen at once, also by who began to look before it, and nothing is done any more', async () => {
  const { calls, open } = smallWorlds();
  const house = openPlayhouse({ ...settings, open });
  await house.opened();
  const looking = house.snapshot();
  house.farewell();
  for (const seen of [await looking, await house.snapshot()]) {
    expect(seen.phase.name).toBe('closing');
    expect(seen).not.toHaveProperty('world');
  }
  expect(await house.order({ id: 'lose-region', target: LOST })).toMatchObject({ kind: 'refused' });
  expect(calls).toEqual(['open as planned']);
  await house.close();
});

test('a world that does not open says why, and can be closed', async () => {
  const house = openPlayhouse({ ...settings, open: () => Promise.reject(new Error('no PostgreSQL here')) });
  await expect(house.opened()).rejects.toThrow('no PostgreSQL here');
  expect((await house.snapshot()).phase).toMatchObject({ name: 'broken', trouble: 'no PostgreSQL here' });
  await house.close();
});

test('what is impossible is refused before anything is done', async () => {
  const { calls, open } = smallWorlds();
  const house = openPlayhouse({ ...settings, open });
  await house.opened();
  expect((await house.order({ id: 'return-region', target: LOST })).kind).toBe('refused');
  expect((await house.order({ id: 'format-disk', target: '' })).kind).toBe('unknown');
  expect(calls).toEqual(['open as planned']);
  await house.close();
});

test('nothing is done twice at once, from however many pages', async () => {
  const { calls, open, regionIsLost } = smallWorlds();
  const house = openPlayhouse({ ...settings, open });
  await house.opened();
  const first = house.order({ id: 'lose-region', target: LOST });
  await new Promise(setImmediate);
  expect(await house.order({ id: 'lose-region', target: LOST })).toMatchObject({ kind: 'refused' });
  regionIsLost();
  expect(await first).toMatchObject({ kind: 'done', ok: true });
  expect(calls.filter((call) => call.startsWith('lose'))).toHaveLength(1);
  await house.close();
});

test('a new world comes once the old one is gone, and may ask first', async () => {
  const { calls, open } = smallWorlds();
  const house = openPlayhouse({ ...settings, open });
  await house.opened();
  await house.order({ id: 'new-world-asks', target: '' });
  await house.opened();
  expect(calls).toEqual(['open as planned', 'close', 'open prepare']);
  await house.close();
  expect(calls.at(-1)).toBe('close');
});

test('a world that does not close says why, and no other one is opened beside it', async () => {
  const { calls, open } = smallWorlds();
  const stuck = async (options: Parameters<typeof open>[0]) => {
    const place = await open(options);
    return { ...place, play: { ...place.play, close: () => Promise.reject(new Error('PostgreSQL does not stop')) } };
  };
  const house = openPlayhouse({ ...settings, open: stuck });
  await house.opened();
  await house.order({ id: 'new-world', target: '' });
  await expect(house.opened()).rejects.toThrow('PostgreSQL does not stop');
  expect((await house.snapshot()).phase).toMatchObject({ name: 'broken', trouble: 'PostgreSQL does not stop' });
  expect(calls).toEqual(['open as planned']);
});
