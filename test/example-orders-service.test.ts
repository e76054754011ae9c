import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { canaryOrderRoutes } from '../examples/orders/service/canary-orders';
import { cachedCatalogue } from '../examples/orders/service/catalogue-client';
import { type Connections, createDatabase, Unavailable } from '../examples/orders/service/database';
import { healthRoute } from '../examples/orders/service/health';
import { orderRoutes } from '../examples/orders/service/orders';
import { requestListener } from '../examples/orders/service/request-listener';
import { readSettings } from '../examples/orders/service/settings';

/** An error as PostgreSQL sends it. */
const serverError = (code: string) => Object.assign(new Error(`SQLSTATE ${code}`), { severity: 'ERROR', code });

/** Two servers behind a writer and a reader endpoint; which one accepts writes, or anything, is set by the test. */
class Cluster {
  readonly orders = new Map<string, { id: string; item: string; quantity: number }>();
  readonly canaryOrders = new Map<string, number>();
  readonly down = new Set<string>();
  readonly readOnly = new Set<string>();
  readonly opened: string[] = [];
  closed = 0;

  readonly connect = (host: string): Connections => {
    this.opened.push(host);
    // What a connection may do was settled when it was made: an old one does not notice a promotion.
    const readOnly = this.readOnly.has(host);
    return {
      query: async (text, values) => {
        if (this.down.has(host)) throw new Error('connect ECONNREFUSED');
        if (readOnly && /insert|delete/.test(text)) throw serverError('25006');
        return { rows: this.answer(text, values, readOnly) };
      },
      end: async () => {
        this.closed += 1;
      },
    };
  };

  private answer(text: string, [key, ...rest]: unknown[], readOnly: boolean): unknown[] {
    const id = String(key);
    if (text.includes('pg_is_in_recovery')) return [{ reader: readOnly }];
    if (text.includes('insert into orders')) return this.store(id, rest);
    if (text.includes('from orders')) return [this.orders.get(id)].filter(Boolean);
    if (text.includes('insert into canary_orders')) this.canaryOrders.set(id, Number(rest[0]));
    if (!text.includes('select nonce')) return [];
    const epoch = this.canaryOrders.get(id);
    return epoch === undefined ? [] : [{ nonce: id, epoch }];
  }

  private store(id: string, [item, quantity]: unknown[]): unknown[] {
    if (this.orders.has(id)) return [];
    this.orders.set(id, { id, item: String(item), quantity: Number(quantity) });
    return [{ id }];
  }
}

const HOSTS = ['writer', 'reader'];
const ID = '3f2a1b00-0000-4000-8000-000000000001';

describe('the database', () => {
  const insert = "insert into canary_orders (nonce, epoch) values ('a', 1)";

  it('starts on the reader while the writer endpoint is inactive', async () => {
    const cluster = new Cluster();
    cluster.down.add('writer');
    cluster.readOnly.add('reader');
    const rows = await createDatabase(HOSTS, cluster.connect).query('select pg_is_in_recovery() as reader');
    expect(rows).toEqual([{ reader: true }]);
  });

  it('drops its connections when they are read-only, and writes through new ones after a promotion', async () => {
    const cluster = new Cluster();
    cluster.readOnly.add('writer');
    const database = createDatabase(['writer'], cluster.connect);
    await expect(database.query(insert)).rejects.toThrow('the database is read-only here');
    cluster.readOnly.clear();
    await expect(database.query(insert)).resolves.toEqual([]);
    expect(cluster.opened).toEqual(['writer', 'writer']);
    expect(cluster.closed).toBe(1);
  });

  it('reconnects after a lost connection, once for all statements that met it', async () => {
    const cluster = new Cluster();
    const database = createDatabase(['writer'], cluster.connect);
    await database.query('select 1');
    cluster.down.add('writer');
    const lost = await Promise.allSettled([database.query('select 1'), database.query('select 1')]);
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    cluster.down.clear();
    await Promise.all([database.query('select 1'), database.query('select 1')]);
    expect(cluster.opened).toEqual(['writer', 'writer']);
  });

  it('recovers when no host answered at the first try', async () => {
    const cluster = new Cluster();
    for (const host of HOSTS) cluster.down.add(host);
    const database = createDatabase(HOSTS, cluster.connect);
    await expect(database.query('select 1')).rejects.toThrow('the database cannot be reached');
    cluster.down.clear();
    await expect(database.query('select 1')).resolves.toEqual([]);
  });

  it.each([
    ['57014', 'the statement took too long'],
    ['40001', 'the statement met the replication of a reader'],
  ])('keeps its connections after SQLSTATE %s', async (code, because) => {
    const end = jest.fn(async () => undefined);
    const query = async (text: string) => {
      if (text !== 'select 1') throw serverError(code);
      return { rows: [] };
    };
    await expect(createDatabase(['writer'], () => ({ query, end })).query('x')).rejects.toThrow(because);
    expect(end).not.toHaveBeenCalled();
  });

  it('passes on an error that no later try would cure', async () => {
    const query = async (text: string) => {
      if (text !== 'select 1') throw serverError('42601');
      return { rows: [] };
    };
    const database = createDatabase(['writer'], () => ({ query, end: async () => undefined }));
    await expect(database.query('selekt')).rejects.toMatchObject({ code: '42601' });
  });
});

describe('the remembered catalogue', () => {
  const tea = [{ item: 'tea', name: 'Tea', priceCents: 350 }];
  function shop() {
    const state = { now: 0, up: true, asked: 0 };
    const fetchItems = async () => {
      state.asked += 1;
      if (!state.up) throw new Error('ECONNREFUSED');
      return tea;
    };
    return { state, catalogue: cachedCatalogue({ fetchItems, now: () => state.now }) };
  }

  it('asks once for many orders, and again after 5 s', async () => {
    const { state, catalogue } = shop();
    expect(await Promise.all([catalogue.has('tea'), catalogue.has('gold')])).toEqual([true, false]);
    state.now = 4999;
    await catalogue.has('tea');
    expect(state.asked).toBe(1);
    state.now = 5000;
    await catalogue.has('tea');
    expect(state.asked).toBe(2);
  });

  it('outlives a hiccup of ten minutes, asking every 5 s, and no longer', async () => {
    const { state, catalogue } = shop();
    await catalogue.has('tea');
    state.up = false;
    state.now = 600_000;
    expect(await Promise.all([catalogue.has('tea'), catalogue.has('tea')])).toEqual([true, true]);
    expect(state.asked).toBe(2);
    state.now = 605_000;
    await expect(catalogue.has('tea')).rejects.toThrow(Unavailable);
  });

  it('cannot say anything before the catalogue answered once, then recovers', async () => {
    const { state, catalogue } = shop();
    state.up = false;
    await expect(catalogue.has('tea')).rejects.toThrow('the catalogue cannot be reached');
    state.up = true;
    expect(await catalogue.has('tea')).toBe(true);
  });
});

describe('the web service', () => {
  const cluster = new Cluster();
  const log = jest.fn();
  let server: Server;
  let url: string;

  beforeAll(async () => {
    const database = createDatabase(HOSTS, cluster.connect);
    const catalogue = { has: async (item: string) => item === 'tea' };
    const routes = [healthRoute(database), ...orderRoutes({ database, catalogue }), ...canaryOrderRoutes(database)];
    server = createServer(requestListener({ routes, region: 'us-west-2', release: 'r-3f2a1b', log }));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  beforeEach(() => log.mockClear());

  const get = (path: string) => fetch(url + path);
  const post = (path: string, body: unknown) =>
    fetch(url + path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
  const order = { id: ID, item: 'tea', quantity: 1 };

  it('acknowledges an order and hands it out again', async () => {
    const answer = await post('/orders', order);
    expect([answer.status, await answer.json()]).toEqual([201, { id: ID }]);
    expect(await (await get(`/orders/${ID.toUpperCase()}`)).json()).toEqual(order);
  });

  it('acknowledges the same order twice, and refuses another one under its id', async () => {
    expect((await post('/orders', order)).status).toBe(201);
    expect((await post('/orders', { ...order, quantity: 2 })).status).toBe(409);
  });

  it('stores a canary order and hands back its epoch', async () => {
    const nonce = 'arn:aws:states:us-west-2:1:execution/x#1';
    expect((await post('/canary-order', { nonce, epoch: 101 })).status).toBe(201);
    const answer = await get(`/canary-order/${encodeURIComponent(nonce)}`);
    expect([answer.status, await answer.json()]).toEqual([200, { nonce, epoch: 101 }]);
  });

  it.each([
    ['an item that is not in the catalogue', '/orders', { ...order, item: 'gold' }, 422],
    ['an id that is no UUID', '/orders', { ...order, id: '1; drop table orders' }, 400],
    ['a quantity of zero', '/orders', { ...order, quantity: 0 }, 400],
    ['a quantity above 1000', '/orders', { ...order, quantity: 1001 }, 400],
    ['a body that is a list', '/orders', [order], 400],
    ['a body that is not JSON', '/orders', '{', 400],
    ['a body of more than 4096 bytes', '/orders', `"${'x'.repeat(4096)}"`, 413],
    ['a nonce with a NUL', '/canary-order', { nonce: 'a\0', epoch: 1 }, 400],
    ['an epoch below zero', '/canary-order', { nonce: 'a', epoch: -1 }, 400],
    ['an unknown path', '/nothing', {}, 404],
    ['a POST where only GET is', '/health', {}, 405],
  ])('refuses %s', async (_, path, body, status) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: expect.any(String) });
  });

  it('answers a body that is too long before it has ended', async () => {
    const sending = request(`${url}/orders`, { method: 'POST' });
    const status = new Promise((resolve, reject) => {
      sending.on('response', ({ statusCode }) => resolve(statusCode)).on('error', reject);
    });
    sending.write('x'.repeat(5000));
    expect(await status).toBe(413);
    sending.destroy();
  });

  it.each(['/orders/1', '/orders/%zz', '/canary-order/%00'])('refuses GET %s', async (path) => {
    expect((await get(path)).status).toBe(400);
  });

  it('says which Region and release answered, with every answer', async () => {
    for (const answer of [await get('/health'), await get('/nothing'), await post('/orders', '{')]) {
      expect(answer.headers.get('understudy-region')).toBe('us-west-2');
      expect(answer.headers.get('understudy-release')).toBe('r-3f2a1b');
    }
  });

  it('answers 503 while its database is down or read-only, and serves again by itself', async () => {
    for (const host of HOSTS) cluster.down.add(host);
    expect((await get('/health')).status).toBe(503);
    cluster.down.clear();
    for (const host of HOSTS) cluster.readOnly.add(host);
    expect(await (await get('/health')).json()).toEqual({ database: 'reader' });
    expect((await post('/canary-order', { nonce: 'b', epoch: 1 })).status).toBe(503);
    cluster.readOnly.clear();
    expect((await post('/canary-order', { nonce: 'b', epoch: 1 })).status).toBe(201);
    expect(log.mock.calls.map(([{ status }]) => status)).toEqual([503, 503]);
  });
});

describe('the settings', () => {
  const environment = {
    ...{
      AWS_REGION: 'us-west-2',
      RELEASE: 'r-3f2a1b',
      CATALOGUE_URL: 'https://us-west-2.orders.example.com/catalogue',
    },
    ...{ DATABASE_HOST: 'writer', DATABASE_USER: 'orders', DATABASE_PASSWORD: 'x', DATABASE_NAME: 'orders' },
  };

  it('listen on loopback, port 8080, unless told otherwise', () => {
    expect(readSettings('web', environment)).toMatchObject({ host: '127.0.0.1', port: 8080 });
    expect(readSettings('web', { ...environment, HOST: '0.0.0.0', PORT: '0' })).toMatchObject({
      host: '0.0.0.0',
      port: 0,
    });
  });

  it('prefer the writer endpoint to the reader endpoint', () => {
    const { database } = readSettings('data', { ...environment, DATABASE_READER_HOST: 'reader' });
    expect(database.hosts).toEqual(HOSTS);
  });

  it('are refused with every problem at once', () => {
    const { RELEASE, ...incomplete } = environment;
    const wrong = { ...incomplete, PORT: '80a', CATALOGUE_URL: 'http://catalogue' };
    expect(() => readSettings('web', wrong)).toThrow(
      /PORT: expected.*\n.*RELEASE: required.*\n.*CATALOGUE_URL: expected/,
    );
  });

  it('are refused for an unknown command', () => {
    expect(() => readSettings('migrate', environment)).toThrow(
      'unknown command: got "migrate"; allowed are data and web',
    );
  });
});
