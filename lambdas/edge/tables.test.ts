import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { chainProblem, type EvidenceEntry } from '../../lib/domain/evidence';
import { acquire, guard, type Lock, release } from '../../lib/domain/lock';
import { EPOCH, NOW, RUN_ID } from '../../test/fixtures';
import { claimTable } from './claim-table';
import { evidenceTable } from './evidence-table';
import { type LockTable, lockTable } from './lock-table';

const dynalite: (options: { createTableMs: number }) => Server = require('dynalite');

const server = dynalite({ createTableMs: 0 });
let dynamo: DynamoDBClient;
let tables = 0;

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  dynamo = new DynamoDBClient({
    region: 'us-west-2',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  dynamo.destroy();
  await new Promise((closed) => server.close(closed));
});

/** A table of its own, with the keys of the control plane's. */
async function freshTable() {
  const table = `understudy-${++tables}`;
  await dynamo.send(
    new CreateTableCommand({
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
    }),
  );
  // A table takes its first write only once it is ACTIVE, a moment after it was created.
  let status: string | undefined;
  while (status !== 'ACTIVE') {
    status = (await dynamo.send(new DescribeTableCommand({ TableName: table }))).Table?.TableStatus;
  }
  return { plan: 'orders', names: { table } };
}

const freshLock = async () => lockTable(dynamo, await freshTable());
const times = (count: number) => Array.from({ length: count }, (_, index) => index);

async function tryToAcquire(table: LockTable, owner: string, observed: Lock | undefined): Promise<boolean> {
  const next = acquire(observed, { owner, rank: 1, now: NOW });
  return next !== undefined && table.acquire(next, observed);
}

/** DynamoDB, and every read that was asked of it: the one in these tests never answers stale. */
function overheard() {
  const reads: (boolean | undefined)[] = [];
  const send = (command: Parameters<typeof dynamo.send>[0]) => {
    if (command instanceof GetItemCommand || command instanceof QueryCommand) reads.push(command.input.ConsistentRead);
    return dynamo.send(command);
  };
  return { reads, dynamo: { send } };
}

describe('The lock table', () => {
  test('reads strongly, for a stale lock would admit two runs', async () => {
    const { reads, dynamo } = overheard();
    await lockTable(dynamo, await freshTable()).read();
    expect(reads).toEqual([true]);
  });

  test.each([
    ['that nobody ever held', false],
    ['that is free again', true],
  ])('admits one of twenty racers for a lock %s', async (_, usedBefore) => {
    const table = await freshLock();
    if (usedBefore) {
      await tryToAcquire(table, 'earlier', undefined);
      await table.release('earlier', 101);
    }
    const observed = await table.read();
    const won = await Promise.all(times(20).map((racer) => tryToAcquire(table, `racer ${racer}`, observed)));
    expect(won.filter(Boolean)).toHaveLength(1);
    const owner = `racer ${won.indexOf(true)}`;
    expect(await table.read()).toEqual(acquire(observed, { owner, rank: 1, now: NOW }));
  });

  test('lets nobody change the world after the lock was given back', async () => {
    const table = await freshLock();
    await tryToAcquire(table, 'a', undefined);
    expect(await table.guard('a', 101, NOW)).toBe(true);
    expect(await table.release('a', 101)).toBe(true);
    expect(await table.guard('a', 101, NOW)).toBe(false);
    expect(await table.release('a', 101)).toBe(false);
  });

  test('refuses a take-over that observed the lock before its owner wrote to it', async () => {
    const table = await freshLock();
    await tryToAcquire(table, 'a', undefined);
    const observed = await table.read();
    await table.guard('a', 101, NOW);
    const taken: Lock = { owner: 'b', state: 'held', epoch: 201, version: 2, since: NOW, quietAt: NOW };
    expect(await table.acquire(taken, observed)).toBe(false);
  });

  test('agrees with the pure protocol after every one of two hundred moves', async () => {
    const table = await freshLock();
    const pick = picker(20_261_121);
    let model: Lock | undefined;
    let stale: Lock | undefined;
    for (const move of times(200)) {
      const owner = pick(['a', 'b']);
      const epoch = pick([model?.epoch ?? 0, 101]);
      const quietAt = `2026-11-21T12:00:${String(move % 60).padStart(2, '0')}.000Z`;
      const observed = pick([model, stale]);
      const kind = pick(['acquire', 'guard', 'guard', 'release'] as const);
      const next =
        kind === 'guard'
          ? guard(model, owner, epoch, quietAt)
          : kind === 'release'
            ? release(model, owner, epoch)
            : observed?.version === model?.version
              ? acquire(observed, { owner, rank: 1, now: NOW })
              : undefined;
      const took =
        kind === 'guard'
          ? await table.guard(owner, epoch, quietAt)
          : kind === 'release'
            ? await table.release(owner, epoch)
            : await tryToAcquire(table, owner, observed);
      expect({ move, kind, took }).toEqual({ move, kind, took: next !== undefined });
      stale = pick([model, stale]);
      model = next ?? model;
      expect(await table.read()).toEqual(model);
    }
    expect(model?.epoch).toBeGreaterThan(500);
  });
});

describe('The evidence table', () => {
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

describe('The claim table', () => {
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
