import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Link, openLink } from '../../lib/rehearsal/world/link';
import { createPrimary, createReplica, type Postgres, replicaLagSeconds } from '../../lib/rehearsal/world/postgres';
import { type SmallWorld, smallWorld } from './world-fixture';

let world: SmallWorld;
let east: Postgres;
let west: Postgres;
let link: Link;
beforeAll(async () => {
  world = await smallWorld();
  east = await createPrimary({
    name: 'orders-us-east-1',
    directory: join(world.directory, 'east'),
    user: 'orders',
    password: "it's secret",
    database: 'orders',
  });
  world.onClose(() => east.stop());
  link = await openLink(() => east.port);
  world.onClose(() => link.close());
  west = await createReplica({
    of: east,
    name: 'orders-us-west-2',
    directory: join(world.directory, 'west'),
    through: link.port,
  });
  world.onClose(() => west.stop());
  await east.query('create table orders (id uuid primary key)');
}, 30_000);
afterAll(() => world.close(), 20_000);

const idsIn = async (server: Postgres) =>
  (await server.query<{ id: string }>('select id from orders')).map(({ id }) => id);

const sleepersIn = async (server: Postgres) =>
  (await server.query(`select from pg_stat_activity where wait_event = 'PgSleep'`)).length;

/** Looks again until `isSo`, for at most five seconds. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = world.clock.now() + 5000;
  while (!(await isSo())) {
    if (world.clock.now() > deadline) throw new Error('it was not so within 5 seconds');
    await world.clock.sleep(20);
  }
}

it('lets the application in with its password only, and not as a superuser', async () => {
  const connection = { host: '127.0.0.1', port: east.port, user: 'orders', database: 'orders' };
  const client = new Client({ ...connection, password: "it's secret" });
  await client.connect();
  const { rows } = await client.query(`select rolsuper from pg_roles where rolname = current_user`);
  await client.end();
  expect(rows).toEqual([{ rolsuper: false }]);
  await expect(new Client({ ...connection, password: 'guess' }).connect()).rejects.toMatchObject({ code: '28P01' });
});

it('a replica follows, refuses writes with 25006, and its lag grows while the line is cut', async () => {
  await east.query('insert into orders values ($1)', [randomUUID()]);
  await until(async () => (await idsIn(west).catch(() => [])).length === 1);
  await expect(west.query('insert into orders values ($1)', [randomUUID()])).rejects.toMatchObject({ code: '25006' });
  await until(async () => ((await replicaLagSeconds(west)) ?? 9) < 0.5);
  link.cut();
  await world.clock.sleep(1000);
  expect(await replicaLagSeconds(west)).toBeGreaterThan(0.8);
  link.heal();
  await until(async () => ((await replicaLagSeconds(west)) ?? 9) < 0.5);
  expect(await replicaLagSeconds(east)).toBeUndefined();
});

it('a promoted replica lacks rows that were acknowledged but on their way when the primary crashed', async () => {
  link.latencyMilliseconds = 300;
  await world.clock.sleep(400);
  const acknowledged: string[] = await idsIn(east);
  const end = world.clock.now() + 800;
  while (world.clock.now() < end) {
    const id = randomUUID();
    await east.query('insert into orders values ($1)', [id]);
    acknowledged.push(id);
  }
  await east.crash();
  expect(east.isRunning()).toBe(false);
  await west.promote();
  expect(await west.inRecovery()).toBe(false);
  const kept = await idsIn(west);
  const lost = acknowledged.filter((id) => !kept.includes(id));
  expect(kept.every((id) => acknowledged.includes(id))).toBe(true);
  expect(kept.length).toBeGreaterThan(1);
  expect(lost.length).toBeGreaterThan(0);
});

it('the former primary starts again after the crash with what it had acknowledged, still a writer', async () => {
  await east.start();
  expect(await east.inRecovery()).toBe(false);
  expect((await idsIn(east)).length).toBeGreaterThan((await idsIn(west)).length);
  await east.stop();
});

it('a query in flight at a crash rejects, and nothing else is thrown', async () => {
  await east.start();
  const inFlight = expect(east.query('select pg_sleep(60)')).rejects.toThrow(/ECONNRESET|terminated/);
  await until(async () => (await sleepersIn(east)) === 1);
  await east.crash();
  await inFlight;
  // An error of the connection that nobody listened to would be thrown by now, and fail this test.
  await world.clock.sleep(50);
});

it('the former primary comes home as a replica of the new primary, and a switchover loses nothing', async () => {
  const home = await openLink(() => west.port);
  world.onClose(() => home.close());
  east = await createReplica({
    of: west,
    name: 'orders-us-east-1',
    directory: join(world.directory, 'east'),
    through: home.port,
  });
  await west.query('insert into orders values ($1)', [randomUUID()]);
  const all = await idsIn(west);
  await west.stop();
  await east.promote();
  expect((await idsIn(east)).sort()).toEqual(all.sort());
});
