import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import { createDatabase } from '../examples/orders/service/database';
import { ledgerRoute } from '../examples/orders/service/ledger';
import { openLink } from '../lib/rehearsal/world/link';
import { createPrimary, createReplica, type Postgres } from '../lib/rehearsal/world/postgres';
import { temporaryDirectory } from './temporary';

const SCHEMA = readFileSync(join(__dirname, '../examples/orders/schema.sql'), 'utf8');
const LOGIN = { user: 'orders', password: 'secret', database: 'orders' };
const SINCE = '2026-11-21T12:00:00Z';

let primary: Postgres;
let replica: Postgres;
const toEnd: (() => Promise<void>)[] = [];

/** The ledger of a server, as its service answers it. */
async function ledgerOf({ port }: Postgres, query = '') {
  const database = createDatabase(['127.0.0.1'], (host) => new Pool({ host, port, ...LOGIN, max: 1 }));
  const answer = await ledgerRoute(database).answer({ parameter: '', query: new URLSearchParams(query), body: null });
  await database.close();
  return answer.body as { rows: number; digest: string; lsn: string; timeline: number; rowsSince?: number };
}

const order = (id: number, at: string) =>
  `insert into orders values ('00000000-0000-4000-8000-00000000000${id}', 'tea', ${id}, '${at}')`;
const caughtUp = async () => {
  const [here] = await primary.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn');
  const [there] = await replica.query<{ done: boolean }>('select pg_last_wal_replay_lsn() >= $1::pg_lsn as done', [
    here?.lsn,
  ]);
  if (!there?.done) await caughtUp();
};

beforeAll(async () => {
  const directory = temporaryDirectory('ledger');
  primary = await createPrimary({ name: 'primary', directory: join(directory, 'primary'), ...LOGIN });
  toEnd.push(() => primary.stop());
  await primary.query(`set role orders; ${SCHEMA}; reset role`);
  const link = await openLink(() => primary.port);
  toEnd.push(() => link.close());
  const where = { directory: join(directory, 'replica'), through: link.port };
  replica = await createReplica({ of: primary, name: 'replica', ...where });
  toEnd.push(() => replica.stop());
}, 60_000);
afterAll(() => Promise.all(toEnd.map((end) => end())));

test('the ledger of the orders service is the same on writer and reader, and told apart by every order', async () => {
  expect(await ledgerOf(primary)).toMatchObject({ rows: 0, digest: '0', timeline: 1 });
  await primary.query(order(1, '2026-11-21T11:59:59Z'));
  await primary.query(order(2, SINCE));
  await caughtUp();
  const [here, there] = [await ledgerOf(primary, `since=${SINCE}`), await ledgerOf(replica)];
  expect(here).toMatchObject({
    rows: 2,
    rowsSince: 1,
    timeline: 1,
    lsn: expect.stringMatching(/^[0-9A-F]+\/[0-9A-F]+$/),
  });
  expect(there).toMatchObject({ rows: 2, digest: here.digest, timeline: 1, lsn: expect.stringMatching(/\//) });
  expect(there).not.toHaveProperty('rowsSince');

  await primary.query("insert into canary_orders values ('nonce', 101)");
  expect((await ledgerOf(primary)).digest).toBe(here.digest);
  await primary.query("update orders set quantity = 3 where item = 'tea' and quantity = 1");
  expect(await ledgerOf(primary)).toMatchObject({ rows: 2, digest: expect.not.stringMatching(`^${here.digest}$`) });
  await caughtUp();
  expect((await ledgerOf(replica)).digest).toBe((await ledgerOf(primary)).digest);

  await replica.promote();
  expect((await ledgerOf(replica)).timeline).toBe(2);
  expect((await ledgerOf(replica)).digest).toBe((await ledgerOf(primary)).digest);
});

test.each(['', 'yesterday', '2026-13-41T00:00:00Z', "'; drop table orders"])('refuses ?since=%s', async (since) => {
  await expect(ledgerOf(primary, `since=${encodeURIComponent(since)}`)).rejects.toMatchObject({ status: 400 });
});
