import { chained, type EvidenceRecord } from '../../../lib/domain/evidence';
import { namesOf } from '../../../lib/domain/names';
import { closed, type Warm } from '../../../lib/domain/warm';
import { document, EPOCH, HERE, inputFor, NOW, plan, planWith } from '../../../test/fixtures';
import type { Edge } from '../../edge/step-handler';
import { warmTable } from '../../edge/warm-table';
import { decide } from './decide';
import { createHandler } from './handler';
import { keepWarm } from './step';

const WEB = 'orders-web-r-1';
const one = planWith({ release: { ...plan.release, stacks: ['orders-web'] } });
const ID = `arn:aws:cloudformation:us-west-2:111122223333:stack/${WEB}/1a2b`;
const deployStacks = { release: 'r-1', stacks: 1, adopted: 0, uniqueIds: ['1a2b'] };
const proveStacks = { canaries: [] };
const later = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
const run = { ...document.run, verb: 'prewarm' as const };
const input = (changes: object = {}) => inputFor(keepWarm, { plan: one, run, deployStacks, proveStacks, ...changes });

const warm: Warm = {
  epoch: EPOCH,
  release: 'r-1',
  stacks: [{ id: ID, name: WEB }],
  since: NOW,
  until: later(14_400),
  history: [{ from: NOW, until: later(14_400) }],
  version: 1,
};

describe('KeepWarm', () => {
  test.each<[string, Warm | undefined, string]>([
    ['writes down what was never written', undefined, 'act'],
    ['makes an earlier prewarm last longer', { ...warm, epoch: EPOCH - 1 }, 'act'],
    ['begins anew after one that has ended', closed(warm, NOW), 'act'],
    ['is done once this run has written it', warm, 'done'],
  ])('%s', (_, seen, kind) => {
    expect(decide({ warm: seen }, input()).kind).toBe(kind);
  });

  test('tells until when, and what that costs where the plan says it', () => {
    expect(decide({ warm }, input()).because).toBe(
      `us-west-2 is kept warm with ${WEB} of r-1 until ${warm.until}, and then they are retired; ` +
        '4 h cost about 0.60 USD at 0.15 USD per hour',
    );
    const { prewarm: _, ...free } = one;
    expect(decide({ warm }, input({ plan: free })).because).toMatch(/and then they are retired$/);
  });
});

/** A table of one item that honours versions, and a run in which it is written. */
function region(changes: { isOwner?: boolean } = {}) {
  const world = {
    item: undefined as Record<string, { S?: string; N?: string }> | undefined,
    records: [] as EvidenceRecord[],
  };
  const dynamo = {
    async send({ input: { Item, ExpressionAttributeValues } }: { input: Record<string, never> }) {
      if (!Item) return { Item: world.item };
      const wanted = (ExpressionAttributeValues as { ':observed'?: { N: string } } | undefined)?.[':observed']?.N;
      if (world.item?.version?.N !== wanted)
        throw Object.assign(new Error('no'), { name: 'ConditionalCheckFailedException' });
      world.item = Item;
      return {};
    },
  };
  const edge = {
    clock: { now: () => Date.parse(NOW), sleep: async () => {} },
    log: () => {},
    lock: () => ({ guard: async () => changes.isOwner ?? true }),
    evidence: () => ({ append: async (entry: never) => void world.records.push(chained(world.records.at(-1), entry)) }),
  } as unknown as Edge;
  const done = (output: object) => ({
    ...{ status: 'done', looks: 1, because: 'b', firstLookAt: NOW, lookAgainSeconds: 0, said: [] },
    output,
  });
  return {
    world,
    table: warmTable(dynamo as never, { plan: plan.name, names: namesOf(plan, HERE) }),
    run: (epoch = EPOCH, which = one) =>
      createHandler(
        dynamo as never,
        edge,
      )({
        ...document,
        plan: which,
        run,
        admitRun: done({ epoch, reason: 'r' }),
        deployStacks: done(deployStacks),
        proveStacks: done(proveStacks),
      }),
  };
}

describe('KeepWarm writes', () => {
  test('the item in one invocation, and reads back what it wrote', async () => {
    const { run: prewarm, table } = region();
    expect(await prewarm()).toMatchObject({ status: 'done', output: { until: warm.until, stacks: 1 } });
    expect(await table.read()).toEqual(warm);
  });

  test('what a second prewarm adds', async () => {
    const { run: prewarm, table } = region();
    await prewarm();
    await prewarm(EPOCH + 100, { ...one, prewarmSeconds: 20_000 });
    expect(await table.read()).toMatchObject({ epoch: EPOCH + 100, since: NOW, until: later(20_000), version: 2 });
  });

  test('nothing once another run owns the epoch: it gives way', async () => {
    const { run: prewarm, world } = region({ isOwner: false });
    await expect(prewarm()).rejects.toMatchObject({ name: 'Understudy.Joined' });
    expect(world.item).toBeUndefined();
  });

  test('no secret and no list of spans into the evidence', async () => {
    const { run: prewarm, world } = region();
    await prewarm();
    expect(world.records[0]).toMatchObject({ kind: 'called', data: { act: { until: warm.until, release: 'r-1' } } });
  });
});

describe('The item of a prewarm', () => {
  test('is not written over by whoever has not seen it', async () => {
    const { run: prewarm, table } = region();
    await prewarm();
    expect(await table.write(closed(warm, NOW), { version: 7 })).toBe(false);
    expect(await table.write(closed(warm, NOW), warm)).toBe(true);
    expect(await table.read()).toEqual(closed(warm, NOW));
  });

  test('is never taken for nothing when it cannot be understood', async () => {
    const { world, table } = region();
    world.item = { epoch: { N: '1' } };
    await expect(table.read()).rejects.toThrow('does not hold what a prewarm holds');
  });
});
