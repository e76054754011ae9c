import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { Automation } from '../../lib/domain/automation';
import { chainProblem, type EvidenceEntry } from '../../lib/domain/evidence';
import { type Claimant, close, confirm, guard, intend, type LastRun, type Lock, release } from '../../lib/domain/lock';
import { automationKey } from '../../lib/domain/table-items';
import { wallClock } from '../../lib/rehearsal/world/clock';
import { EPOCH, HERE, NOW, plan, RUN_ID } from '../../test/fixtures';
import { createMemoryDynamoDb } from '../../test/simulation/world/memory-dynamodb';
import { sendsTo } from '../../test/simulation/world/memory-dynamodb/sends';
import { automationTable } from './automation-table';
import { claimTable } from './claim-table';
import type { Sends } from './clients';
import { evidenceTable } from './evidence-table';
import { type LockTable, lockTable } from './lock-table';

const dynalite: (options: { createTableMs: number }) => Server = require('dynalite');

const server = dynalite({ createTableMs: 0 });
let client: DynamoDBClient;
let tables = 0;

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  client = new DynamoDBClient({
    region: 'us-west-2',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  client.destroy();
  await new Promise((closed) => server.close(closed));
});

const memory = createMemoryDynamoDb({ account: plan.account, clock: wallClock });

/** Where the tables stand: in dynalite behind its own wire, and in the memory that the simulation runs on. */
interface World {
  readonly dynamo: Sends;
  create(table: CreateTableCommandInput): Promise<unknown>;
}

const WORLDS: readonly [string, () => World][] = [
  ['dynalite', () => ({ dynamo: client, create: createInDynalite })],
  ['memory', () => ({ dynamo: sendsTo(memory, HERE), create: (table) => memory.createTable(HERE, table) })],
];
let dynamo: Sends;
let create: World['create'];

/** The suite's tables stand in this world. */
const use = (world: () => World) => () => {
  ({ dynamo, create } = world());
};

async function createInDynalite(table: CreateTableCommandInput) {
  await client.send(new CreateTableCommand(table));
  // A table takes its first write only once it is ACTIVE, a moment after it was created.
  let status: string | undefined;
  while (status !== 'ACTIVE') {
    status = (await client.send(new DescribeTableCommand({ TableName: table.TableName }))).Table?.TableStatus;
  }
}

/** A table of its own, with the keys of the control plane's. */
async function freshTable() {
  const table = `understudy-${++tables}`;
  await create({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
  });
  return { plan: 'orders', names: { table } };
}

const freshLock = async () => lockTable(dynamo, await freshTable());
const times = (count: number) => Array.from({ length: count }, (_, index) => index);

const claimantOf = (owner: string): Claimant => ({ owner, verb: 'failover', rank: 1, startedAt: LATER, now: NOW });
const LATER = '2026-11-21T13:00:00.000Z';

async function tryToIntend(table: LockTable, owner: string, observed: Lock | undefined): Promise<boolean> {
  const next = intend(observed, claimantOf(owner));
  return next !== undefined && table.acquire(next, observed);
}

/** `owner` holds the lock under epoch 101. */
async function heldBy(owner: string): Promise<LockTable> {
  const table = await freshLock();
  await tryToIntend(table, owner, undefined);
  const intent = await table.read();
  const next = confirm(intent, { owner, rank: 1 }, 0);
  if (next) await table.acquire(next, intent);
  return table;
}

/** DynamoDB, and every read that was asked of it: the one in these tests never answers stale. */
function overheard() {
  const reads: (boolean | undefined)[] = [];
  const send = (command: GetItemCommand | QueryCommand | PutItemCommand) => {
    if (command instanceof GetItemCommand || command instanceof QueryCommand) reads.push(command.input.ConsistentRead);
    return dynamo.send(command);
  };
  return { reads, dynamo: { send } };
}

describe.each(WORLDS)('The lock table, in %s,', (_, world) => {
  beforeAll(use(world));

  // F-23
  test('reads strongly, for a stale lock would admit two runs', async () => {
    const { reads, dynamo } = overheard();
    await lockTable(dynamo, await freshTable()).read();
    expect(reads).toEqual([true]);
  });

  // F-19
  test.each([
    ['that nobody ever held', false],
    ['that is free again', true],
  ])('lets one of twenty racers write its intent into a lock %s', async (_, usedBefore) => {
    const table = usedBefore ? await heldBy('earlier') : await freshLock();
    await table.release('earlier', 101);
    const observed = await table.read();
    const won = await Promise.all(times(20).map((racer) => tryToIntend(table, `racer ${racer}`, observed)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await table.read()).toEqual(intend(observed, claimantOf(`racer ${won.indexOf(true)}`)));
  });

  test('lets nobody change the world before the intent is confirmed, nor after the lock was given back', async () => {
    const intended = await freshLock();
    await tryToIntend(intended, 'a', undefined);
    expect(await intended.guard('a', 101, NOW)).toBe(false);
    const table = await heldBy('a');
    expect(await table.guard('a', 101, NOW)).toBe(true);
    expect(await table.release('a', 101)).toBe(true);
    expect(await table.guard('a', 101, NOW)).toBe(false);
    expect(await table.release('a', 101)).toBe(false);
  });

  test('takes back an intent as it takes back a held lock', async () => {
    const table = await freshLock();
    await tryToIntend(table, 'a', undefined);
    expect(await table.release('a', 101)).toBe(true);
  });

  test('remembers how the last run ended, through a run that withdrew', async () => {
    const table = await heldBy('a');
    const lastRun: LastRun = { id: 'a', endedAt: NOW, changed: true };
    await table.release('a', 101, lastRun);
    await tryToIntend(table, 'b', await table.read());
    await table.release('b', 201);
    expect(await table.read()).toMatchObject({ state: 'free', owner: 'b', lastRun });
  });

  test('remembers the last change through a run that changed nothing', async () => {
    const table = await heldBy('a');
    await table.release('a', 101, { id: 'a', endedAt: NOW, changed: true });
    await tryToIntend(table, 'b', await table.read());
    const lastRun: LastRun = { id: 'b', endedAt: LATER, changed: false };
    await table.release('b', 201, lastRun);
    expect(await table.read()).toMatchObject({ lastRun, lastChange: { id: 'a', endedAt: NOW } });
  });

  test.each([
    ['confirmed', (observed: Lock | undefined) => confirm(observed, { owner: 'a', rank: 1 }, 0)],
    [
      'taken over',
      (): Lock => ({ ...claimantOf('b'), state: 'held', epoch: 201, version: 2, since: NOW, quietAt: NOW }),
    ],
  ])('is not %s by who observed it before its last write', async (_, nextOf) => {
    const table = await freshLock();
    await tryToIntend(table, 'a', undefined);
    const observed = await table.read();
    await table.release('a', 101);
    const next = nextOf(observed);
    expect(next && (await table.acquire(next, observed))).toBe(false);
  });

  test('is closed for a dead run, and not once that has written again', async () => {
    const table = await heldBy('a');
    const observed = (await table.read()) as Lock;
    await table.guard('a', 101, NOW);
    expect(await table.close(observed)).toBe(false);
    const lastRun: LastRun = { id: 'a', endedAt: NOW, changed: false };
    expect(await table.close((await table.read()) as Lock, lastRun)).toBe(true);
    expect(await table.read()).toMatchObject({ state: 'free', lastRun });
  });

  test('agrees with the pure protocol after every one of three hundred moves', async () => {
    const table = await freshLock();
    const pick = picker(20_261_121);
    let model: Lock | undefined;
    let stale: Lock | undefined;
    const took = new Set<string>();
    for (const move of times(300)) {
      const owner = pick(['a', 'b']);
      const epoch = pick([model?.epoch ?? 0, model?.epoch ?? 0, 101]);
      const quietAt = `2026-11-21T12:00:${String(move % 60).padStart(2, '0')}.000Z`;
      const observed = pick([model, stale]);
      const lastRun = pick([undefined, { id: owner, endedAt: quietAt, changed: move % 2 === 0 }]);
      const kind = pick(['intend', 'confirm', 'guard', 'guard', 'release', 'close'] as const);
      const same = observed?.version === model?.version;
      const wanted =
        kind === 'intend'
          ? intend(observed, { ...claimantOf(`${owner}`), now: quietAt })
          : kind === 'confirm'
            ? confirm(observed, { owner, rank: 1 }, 0)
            : undefined;
      const expected = {
        intend: () => (same ? wanted : undefined),
        confirm: () => (same ? wanted : undefined),
        guard: () => guard(model, owner, epoch, quietAt),
        release: () => release(model, owner, epoch, lastRun),
        close: () => observed && close(model, observed, lastRun),
      }[kind]();
      const done = await {
        intend: async () => wanted !== undefined && table.acquire(wanted, observed),
        confirm: async () => wanted !== undefined && table.acquire(wanted, observed),
        guard: () => table.guard(owner, epoch, quietAt),
        release: () => table.release(owner, epoch, lastRun),
        close: async () => observed !== undefined && table.close(observed, lastRun),
      }[kind]();
      expect({ move, kind, done }).toEqual({ move, kind, done: expected !== undefined });
      if (done) took.add(kind);
      stale = pick([model, stale]);
      model = expected ?? model;
      expect(await table.read()).toEqual(model);
    }
    expect([...took].sort()).toEqual(['close', 'confirm', 'guard', 'intend', 'release']);
  });
});

describe.each(WORLDS)('The automation table, in %s,', (_, world) => {
  beforeAll(use(world));

  const off: Automation = {
    state: 'off',
    acknowledgedRun: RUN_ID,
    by: 'anna',
    because: 'maintenance',
    at: NOW,
    version: 1,
  };

  test('holds nothing until a person has said something', async () => {
    expect(await automationTable(dynamo, await freshTable()).read()).toBeUndefined();
  });

  test('reads strongly, for a switch counts from the moment it was thrown', async () => {
    const { reads, dynamo } = overheard();
    await automationTable(dynamo, await freshTable()).read();
    expect(reads).toEqual([true]);
  });

  test.each<[string, Automation]>([
    ['off, with the run that was acknowledged', off],
    ['on, without one', { state: 'on', by: 'bert', because: 'over', at: NOW, version: 1 }],
  ])('gives back what was written last: %s', async (_, last) => {
    const table = automationTable(dynamo, await freshTable());
    const before = { ...off, by: 'somebody before' };
    await table.write(before, undefined);
    expect(await table.write({ ...last, version: 2 }, before)).toBe(true);
    expect(await table.read()).toEqual({ ...last, version: 2 });
  });

  test.each<[string, Automation | undefined]>([
    ['the first word of a person', undefined],
    ['a later one', off],
  ])('takes one of two words said at once: %s', async (_, observed) => {
    const table = automationTable(dynamo, await freshTable());
    if (observed) await table.write(observed, undefined);
    const next = { ...off, version: (observed?.version ?? 0) + 1 };
    const said = ['anna', 'bert'].map((by) => table.write({ ...next, by }, observed));
    const taken = await Promise.all(said);
    expect([...taken].sort()).toEqual([false, true]);
    expect(await table.read()).toMatchObject({ by: taken[0] ? 'anna' : 'bert' });
  });

  test('takes an item that nobody understands for switched off, until a person writes one', async () => {
    const place = await freshTable();
    await dynamo.send(
      new PutItemCommand({
        TableName: place.names.table,
        Item: { ...automationKey(place.plan), state: { S: 'maybe' } },
      }),
    );
    const table = automationTable(dynamo, place);
    const unknown = await table.read();
    expect(unknown).toMatchObject({ state: 'off' });
    expect(await table.write({ ...off, state: 'on' }, unknown)).toBe(true);
    expect(await table.read()).toMatchObject({ state: 'on' });
  });
});

describe.each(WORLDS)('The evidence table, in %s,', (_, world) => {
  beforeAll(use(world));

  const entry = (step: string, number: number): EvidenceEntry => ({
    at: NOW,
    runId: RUN_ID,
    epoch: EPOCH,
    kind: 'called',
    step,
    because: `call ${number}`,
    data: { number },
  });

  test('keeps one chain while two branches append at once', async () => {
    const place = await freshTable();
    const table = evidenceTable(dynamo, place.names);
    const branch = async (step: string) => {
      for (const number of times(8)) {
        // As in a run: each record is preceded by the guard write on the lock.
        await lockTable(dynamo, place).guard(RUN_ID, EPOCH, NOW);
        await table.append(entry(step, number));
      }
    };
    await Promise.all([branch('DeployStacks'), branch('PromoteDatabase')]);
    const records = await table.read(RUN_ID);
    expect(records.map(({ seq }) => seq)).toEqual(times(16).map((index) => index + 1));
    expect(chainProblem(records)).toBeUndefined();
    for (const step of ['DeployStacks', 'PromoteDatabase']) {
      expect(records.filter((record) => record.step === step).map(({ data }) => data.number)).toEqual(times(8));
    }
  });

  test('reads strongly, for a stale chain would hide a promotion that was sent', async () => {
    const { reads, dynamo } = overheard();
    const table = evidenceTable(dynamo, (await freshTable()).names);
    await table.append(entry('PromoteDatabase', 1));
    await table.read(RUN_ID);
    expect(reads).toEqual([true, true]);
  });

  test("keeps one run's records apart from another's", async () => {
    const table = evidenceTable(dynamo, (await freshTable()).names);
    await table.append(entry('AdmitRun', 1));
    await table.append({ ...entry('AdmitRun', 1), runId: `${RUN_ID}-again` });
    expect(await table.read(RUN_ID)).toMatchObject([{ seq: 1, runId: RUN_ID }]);
  });
});

describe.each(WORLDS)('The claim table, in %s,', (_, world) => {
  beforeAll(use(world));

  const claimOf = (epoch: number, runId = `run of ${epoch}`) => ({ epoch, runId, at: NOW });

  test('holds nothing before the first claim', async () => {
    expect(await claimTable(dynamo, await freshTable()).read()).toBeUndefined();
  });

  test('reads strongly, for the next health check must see a claim', async () => {
    const { reads, dynamo } = overheard();
    await claimTable(dynamo, await freshTable()).read();
    expect(reads).toEqual([true]);
  });

  test('ends with the highest of ten claims made at once', async () => {
    const table = claimTable(dynamo, await freshTable());
    await Promise.all([301, 801, 101, 1001, 501, 901, 201, 701, 401, 601].map((epoch) => table.claim(claimOf(epoch))));
    expect(await table.read()).toEqual(claimOf(1001));
  });

  test.each([
    ['refuses a lower claim', 100, false],
    ['refuses the same epoch of another run', 101, false],
    ['takes a higher claim', 102, true],
  ])('%s', async (_, epoch, taken) => {
    const table = claimTable(dynamo, await freshTable());
    await table.claim(claimOf(101));
    expect(await table.claim(claimOf(epoch, 'another run'))).toBe(taken);
    expect(await table.read()).toEqual(taken ? claimOf(epoch, 'another run') : claimOf(101));
  });
});

/** Picks from lists by a seed (a linear congruential generator), so that a failing walk can be walked again. */
function picker(seed: number) {
  let state = seed;
  return <Value>(from: readonly Value[]): Value => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return from[Math.floor(state / 65_536) % from.length] as Value;
  };
}
