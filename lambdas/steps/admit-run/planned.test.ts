import { GetItemCommand, PutItemCommand, type UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { EvidenceEntry } from '../../../lib/domain/evidence';
import { FAILURES } from '../../../lib/domain/failure';
import type { Lock } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import { attributesOf, claimKey, type Item, lockFrom, lockKey } from '../../../lib/domain/table-items';
import { document, HERE, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import { patientClock } from '../../../test/patient-clock';
import { smallTable } from '../../../test/small-table';
import { stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { regions } from './regions';
import { admitRun } from './step';

const THIRD = 'eu-west-1';
const three = planWith({ regions: [LOST, HERE, THIRD] });
const RUN = `arn:aws:states:${HERE}:111122223333:execution:understudy-orders-switchover:run-1`;
const LATER = '2026-11-21T12:00:01.000Z';
const BEFORE = '2026-11-21T11:00:00.000Z';

const free: Lock = {
  owner: 'an earlier run',
  verb: 'failover',
  state: 'free',
  epoch: 200,
  version: 5,
  since: BEFORE,
  quietAt: BEFORE,
};
const held: Lock = { ...free, owner: 'another run', state: 'held' };
const ofThird: Lock = { ...held, owner: `arn:aws:states:${THIRD}:1:execution:x:run-7`, verb: 'switchover' };

interface World {
  readonly locks?: Readonly<Record<string, Lock>>;
  readonly plan?: typeof plan;
  readonly claims?: Readonly<Record<string, number>>;
}

/** Tables of every Region, and a machine that invokes the step until it ends. */
function planned({ locks = {}, plan: which = three, claims = {} }: World = {}) {
  const tables = new Map(
    which.regions.map((region) => {
      const items: Item[] = [];
      const lock = locks[region];
      if (lock) items.push({ ...lockKey(plan.name), ...attributesOf(lock) });
      const epoch = claims[region];
      if (epoch) items.push({ ...claimKey(plan.name), epoch: { N: String(epoch) } });
      return [region, smallTable(items)] as const;
    }),
  );
  const world = {
    now: Date.parse(LATER),
    dark: new Set<string>(),
    writes: [] as string[],
    records: [] as EvidenceEntry[],
    dieAfter: 1000,
  };
  const dynamoOf = (region: string) => ({
    async send(command: GetItemCommand | PutItemCommand | UpdateItemCommand) {
      if (world.dark.has(region)) throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
      if (!(command instanceof GetItemCommand)) {
        if (world.writes.length >= world.dieAfter) throw new Error('the function died');
        world.writes.push(`${region} ${command instanceof PutItemCommand ? 'put' : 'update'}`);
      }
      return tables.get(region)?.send(command);
    },
  });
  const lockIn = (region: string): Lock | undefined => {
    const item = tables.get(region)?.item(lockKey(plan.name));
    return item && lockFrom(item);
  };
  const states = { send: async () => ({ status: 'RUNNING' }) };
  const moves = regions({
    dynamoOf,
    patientDynamoOf: dynamoOf,
    states,
    dns: { texts: async () => [] },
    left: { close: async () => true },
    clock: patientClock(),
    log: () => {},
  });
  const edge = {
    clock: { now: () => world.now, sleep: async () => {} },
    log: () => {},
    evidence: () => ({ append: async (entry: EvidenceEntry) => void world.records.push(entry), read: async () => [] }),
    lock: () => ({}) as never,
  };
  const run = { ...document.run, id: RUN, verb: 'switchover' as const, startedAt: NOW };
  const invoke = stepHandler(admitRun, { ...moves, decide }, edge);

  async function toEnd() {
    let record: unknown;
    for (let invocation = 1; invocation < 100; invocation++) {
      const after = await invoke({ ...document, plan: which, run, ...(record !== undefined && { admitRun: record }) });
      if (after.status === 'done') return { output: after.output as { epoch: number } };
      record = after;
      world.now += after.lookAgainSeconds * 1000;
    }
    throw new Error('never done');
  }
  return { world, tables, lockIn, toEnd };
}

const stateIn = (lock: Lock | undefined) => lock && { owner: lock.owner, state: lock.state };
const mine = { owner: RUN, state: 'held' };

describe('A planned run', () => {
  test('takes the lock of every Region: its own first, and that is confirmed last', async () => {
    const { world, lockIn, toEnd } = planned({ locks: { [LOST]: free } });
    const { output } = await toEnd();
    expect(three.regions.map((region) => stateIn(lockIn(region)))).toEqual([mine, mine, mine]);
    expect(world.writes[0]).toBe(`${HERE} put`);
    expect(world.writes.at(-1)).toBe(`${HERE} put`);
    expect(world.writes).toHaveLength(6);
    expect(lockIn(HERE)?.epoch).toBe(output.epoch);
    for (const region of [LOST, THIRD]) expect(lockIn(region)?.epoch).toBeLessThan(output.epoch);
  });

  test('is admitted on the record, with its verb and the digest of its plan', async () => {
    const { world, toEnd } = planned();
    const { epoch } = (await toEnd()).output;
    expect(world.records).toMatchObject([
      { kind: 'admitted', epoch, data: { verb: 'switchover', planSha256: document.run.planSha256 } },
    ]);
  });

  test('goes above every claim', async () => {
    const { toEnd } = planned({ claims: { [THIRD]: 702 } });
    expect((await toEnd()).output.epoch).toBeGreaterThan(702);
  });

  test('takes the lock from what gives way in any Region', async () => {
    const { lockIn, toEnd } = planned({
      locks: { [THIRD]: { ...held, verb: 'drill' }, [LOST]: { ...held, verb: 'settle' } },
    });
    await toEnd();
    expect(three.regions.map((region) => stateIn(lockIn(region)))).toEqual([mine, mine, mine]);
  });

  // F-31
  test('joins the run that another Region holds, and takes nothing', async () => {
    const { world, toEnd } = planned({ locks: { [THIRD]: held } });
    await expect(toEnd()).rejects.toMatchObject({
      name: FAILURES.joined,
      message: `another run, a failover, has the lock of ${THIRD} since ${BEFORE}, under epoch 200`,
    });
    expect(world.writes).toEqual([]);
  });

  test('is refused while a Region is not heard, names it, and takes nothing', async () => {
    const { world, toEnd } = planned();
    world.dark.add(LOST);
    await expect(toEnd()).rejects.toMatchObject({
      name: FAILURES.refused,
      message: expect.stringContaining(`${LOST} cannot be read`),
    });
    expect(world.writes).toEqual([]);
  });

  test('waits out one lost answer', async () => {
    const { world, tables, toEnd } = planned();
    world.dark.add(LOST);
    const table = tables.get(THIRD);
    if (table) table.meanwhile = () => world.dark.delete(LOST);
    expect((await toEnd()).output.epoch).toBeGreaterThan(0);
  });

  test('gives back what it took, its own last, when a Region falls silent on the way', async () => {
    const { world, tables, lockIn, toEnd } = planned();
    const table = tables.get(LOST);
    if (table) {
      table.meanwhile = (command) => {
        if (command instanceof PutItemCommand) world.dark.add(THIRD);
      };
    }
    await expect(toEnd()).rejects.toMatchObject({
      name: FAILURES.refused,
      message: expect.stringContaining(`one cannot be read: ${THIRD}`),
    });
    expect(world.writes).toEqual([`${HERE} put`, `${LOST} put`, `${LOST} update`, `${HERE} update`]);
    expect([lockIn(LOST)?.state, lockIn(HERE)?.state]).toEqual(['free', 'free']);
    expect(lockIn(HERE)?.lastRun).toBeUndefined();
  });

  test('gives back its own last also where that has the lower rank', async () => {
    const { world, tables, toEnd } = planned();
    const table = tables.get(THIRD);
    if (table) {
      table.meanwhile = (command) => {
        if (command instanceof PutItemCommand) world.dark.add(LOST);
      };
    }
    await expect(toEnd()).rejects.toMatchObject({ name: FAILURES.refused });
    expect(world.writes.slice(-2)).toEqual([`${THIRD} update`, `${HERE} update`]);
  });

  test('asks the Region of a run after it has seen what the run holds in another', async () => {
    const { world, tables, toEnd } = planned({ locks: { [LOST]: ofThird } });
    const table = tables.get(THIRD);
    let reads = 0;
    if (table) {
      table.meanwhile = () => {
        // Lock, claim and what persons said: the second time its lock is read, its run has begun.
        if (++reads > 3) table.keep({ ...lockKey(plan.name), ...attributesOf(ofThird) });
      };
    }
    await expect(toEnd()).rejects.toMatchObject({ name: FAILURES.joined });
    expect(world.writes).toEqual([]);
  });

  test('makes room for a failover that another Region began meanwhile', async () => {
    const { tables, lockIn, toEnd } = planned();
    const table = tables.get(HERE);
    if (table) {
      table.meanwhile = (command) => {
        if (!(command instanceof PutItemCommand)) return;
        table.meanwhile = () => {};
        tables.get(THIRD)?.keep({ ...lockKey(plan.name), ...attributesOf({ ...held, state: 'intent' }) });
      };
    }
    await expect(toEnd()).rejects.toMatchObject({ name: FAILURES.joined });
    expect(lockIn(HERE)).toMatchObject({ state: 'free', owner: RUN });
  });

  // F-20
  test.each([1, 2, 3, 4, 5])('goes on after it died behind its write %d', async (dieAfter) => {
    const { world, lockIn, toEnd } = planned();
    world.dieAfter = dieAfter;
    await expect(toEnd()).rejects.toThrow('the function died');
    world.dieAfter = 1000;
    const { output } = await toEnd();
    expect(three.regions.map((region) => stateIn(lockIn(region)))).toEqual([mine, mine, mine]);
    expect(lockIn(HERE)?.epoch).toBe(output.epoch);
  });

  test('is over once a failover had its lock in another Region', async () => {
    const own: Lock = { ...held, owner: RUN, verb: 'switchover', epoch: 301 };
    const { lockIn, toEnd } = planned({ locks: { [HERE]: own, [LOST]: own, [THIRD]: { ...free, since: LATER } } });
    await expect(toEnd()).rejects.toMatchObject({ name: FAILURES.refused });
    expect([LOST, HERE].map((region) => lockIn(region)?.state)).toEqual(['free', 'free']);
  });

  test('frees what a planned run of a third Region left behind', async () => {
    const { lockIn, toEnd } = planned({ locks: { [LOST]: ofThird, [THIRD]: { ...ofThird, state: 'free' } } });
    await toEnd();
    expect(stateIn(lockIn(LOST))).toEqual(mine);
  });

  test('joins a planned run of a third Region that is at work', async () => {
    const { toEnd } = planned({ locks: { [LOST]: ofThird, [THIRD]: ofThird } });
    await expect(toEnd()).rejects.toMatchObject({
      name: FAILURES.joined,
      message: expect.stringContaining(ofThird.owner),
    });
  });
});

test('the names of the tables are those of their Regions', () => {
  expect(new Set(three.regions.map((region) => namesOf(three, region).tableArn)).size).toBe(3);
});
