import { namesOf } from '../../../lib/domain/names';
import { readRequest } from '../../../lib/domain/request';
import { closed, type Warm } from '../../../lib/domain/warm';
import { HERE, NOW, plan } from '../../../test/fixtures';
import { warmTable } from '../../edge/warm-table';
import { coolDown, cooling, RETIRE_WINDOW_SECONDS, type SeenWarm } from './cooling';
import type { Watching } from './decide';

const place = { plan, region: HERE, names: namesOf(plan, HERE) };
const warm: Warm = {
  epoch: 201,
  release: 'r-1',
  stacks: [{ id: 'arn:web', name: 'web' }],
  since: NOW,
  until: NOW,
  history: [{ from: NOW, until: NOW }],
  version: 3,
};
const later = '2026-11-21T12:00:01.000Z';
const held = { owner: 'run-9', state: 'held', since: NOW } as const;
const seen = (changes: Partial<SeenWarm> = {}): SeenWarm => ({
  ...{ warm, isActive: false, lock: undefined, now: NOW },
  ...changes,
});

describe('What is kept warm is', () => {
  test.each<[string, Partial<SeenWarm>, string]>([
    ['retired when its time is over', {}, 'start'],
    ['left alone until then', { warm: { ...warm, until: later } }, 'hold'],
    ['left alone where nothing is kept', { warm: undefined }, 'hold'],
    ['retired once', { warm: closed(warm, NOW) }, 'hold'],
    ['not retired while a run may need it', { lock: held }, 'hold'],
    ['not retired while a run intends to', { lock: { ...held, state: 'intent' } }, 'hold'],
    ['retired after the last run has ended', { lock: { ...held, state: 'free' } }, 'start'],
    ['never retired where it serves: only the item is closed', { isActive: true }, 'close'],
    ['closed where it serves, also before its time', { isActive: true, warm: { ...warm, until: later } }, 'close'],
    ['closed where it serves, also while a run is at work', { isActive: true, lock: held }, 'close'],
  ])('%s', (_, changes, kind) => {
    expect(cooling(seen(changes), place).kind).toBe(kind);
  });

  test('retired by one start in each quarter of an hour, and by another for another prewarm', () => {
    const nameOf = (changes: Partial<SeenWarm>) => {
      const next = cooling(seen(changes), place);
      return next.kind === 'start' ? next.name : undefined;
    };
    const past = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
    expect(nameOf({ now: past(RETIRE_WINDOW_SECONDS - 1) })).toBe(nameOf({}));
    expect(nameOf({ now: past(RETIRE_WINDOW_SECONDS) })).not.toBe(nameOf({}));
    expect(nameOf({ warm: { ...warm, epoch: 202 } })).not.toBe(nameOf({}));
  });

  test('retired with a request that the machine understands as upkeep', () => {
    const next = cooling(seen(), place);
    expect(readRequest(next.kind === 'start' ? next.input : {})).toMatchObject({
      request: {
        trigger: { kind: 'upkeep', at: NOW },
        reason: expect.stringContaining('for the prewarm of epoch 201'),
      },
    });
  });
});

describe('Each minute the watch', () => {
  async function minute(kind: Watching['kind'], item: Warm | undefined) {
    const items: Record<string, Record<string, unknown>> = {};
    const asked: string[] = [];
    const dynamo = {
      async send({ input: { Item, Key } }: { input: { Item?: { sk: { S: string } }; Key?: { sk: { S: string } } } }) {
        if (Item) items[Item.sk.S] = Item;
        if (Key) asked.push(Key.sk.S);
        return { Item: Key && items[Key.sk.S] };
      },
    };
    const table = warmTable(dynamo as never, { plan: plan.name, names: place.names });
    if (item) await table.write(item, undefined);
    const made: string[] = [];
    const starts = { make: async (verb: string, { name }: { name: string }) => void made.push(`${verb} ${name}`) };
    const tools = { dynamo: dynamo as never, starts, clock: { now: () => Date.parse(NOW), sleep: async () => {} } };
    await coolDown({ ...tools, say: () => {} }, place)({ kind, because: 'b' } as Watching)();
    return { made, asked, item: await table.read() };
  }

  test('starts a retire where the time is over', async () => {
    const { made, item } = await minute('probe', warm);
    expect(made).toEqual([expect.stringMatching(/^retire retire-201-\d+$/)]);
    expect(item).toEqual(warm);
  });

  test('closes the item where this Region is active, and starts nothing', async () => {
    const { made, item } = await minute('rest', warm);
    expect(made).toEqual([]);
    expect(item).toEqual(closed(warm, NOW));
  });

  test('reads one item where nothing is kept warm', async () => {
    expect(await minute('probe', undefined)).toMatchObject({ made: [], asked: ['warm', 'warm'] });
    expect(await minute('rest', closed(warm, NOW))).toMatchObject({ made: [], asked: ['warm', 'warm'] });
  });
});
