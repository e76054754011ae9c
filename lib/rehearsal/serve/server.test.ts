import { request } from 'node:http';
import { connect } from 'node:net';
import { LOST } from '../../../test/fixtures';
import { wallClock } from '../world/clock';
import type { Ordered } from './playhouse';
import { type MissionControl, serveMissionControl } from './server';
import type { Snapshot } from './snapshot';

const TOKEN = 'c0ffee';
const files = (token: string) => ({ '/': { type: 'text/html; charset=utf-8', body: `<p>${token}` } });

let control: MissionControl;
let at = 0;
const orders: object[] = [];
const answers: Record<string, Ordered> = {
  known: { kind: 'done', ok: true, said: 'done' },
  failed: { kind: 'done', ok: false, said: 'it did not work' },
  refused: { kind: 'refused', because: 'not now' },
};
const house = {
  snapshot: async (): Promise<Snapshot> => {
    at += 1;
    return { at, phase: { name: 'opening', told: [] } };
  },
  order: async (what: { id: string; target: string }): Promise<Ordered> => {
    orders.push(what);
    return answers[what.id] ?? { kind: 'unknown', because: 'there is no such action' };
  },
};

beforeAll(async () => {
  control = await serveMissionControl({ house, files, port: 0, token: TOKEN });
});
afterAll(() => control.close());
beforeEach(() => {
  orders.length = 0;
});

const port = () => new URL(control.url).port;

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Any header can be sent here, also those that a browser would not let a page set. */
const send = ({ method = 'GET', path = '/', headers = {}, body }: Sent) =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: port(), method, path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });

const own = () => ({
  origin: `http://127.0.0.1:${port()}`,
  'content-type': 'application/json',
  'understudy-token': TOKEN,
});
const post = (body: unknown, headers: Record<string, string | undefined> = {}) => {
  const all = Object.entries({ ...own(), ...headers }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  return send({
    method: 'POST',
    path: '/actions',
    headers: Object.fromEntries(all),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
};

test('its page is served with a policy that lets in nothing foreign and nothing inline', async () => {
  const { status, headers, text } = await send({});
  expect([status, text]).toEqual([200, `<p>${TOKEN}`]);
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe');
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
});

test('listens on loopback alone, and there on the one address that it names', async () => {
  expect(new URL(control.url).hostname).toBe('127.0.0.1');
  // Whoever listens on every address is reached at this one too.
  const elsewhere = new Promise((resolve, reject) =>
    connect({ host: '127.0.0.2', port: Number(port()), timeout: 1000 }, () => resolve('connected'))
      .on('timeout', () => reject(new Error('silence')))
      .on('error', reject),
  );
  await expect(elsewhere).rejects.toThrow();
});

test.each([['evil.example'], ['evil.example:80'], ['0.0.0.0:1']])(
  'answers nothing to the host %j, whatever is asked',
  async (host) => {
    expect((await send({ headers: { host } })).status).toBe(421);
    expect((await post({ id: 'known' }, { host })).status).toBe(421);
    expect(orders).toEqual([]);
  },
);

test('answers to localhost as well', async () => {
  expect((await send({ headers: { host: `localhost:${port()}` } })).status).toBe(200);
});

test.each<[string, Record<string, string | undefined>, number]>([
  ['no token', { 'understudy-token': undefined }, 403],
  ['another token', { 'understudy-token': 'c0ffef' }, 403],
  ['a foreign origin', { origin: 'http://evil.example' }, 403],
  ['another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
  ['no origin', { origin: undefined }, 403],
  ['a form', { 'content-type': 'text/plain' }, 415],
])('an order with %s is refused and not carried out', async (_, headers, status) => {
  expect((await post({ id: 'known' }, headers)).status).toBe(status);
  expect(orders).toEqual([]);
});

test.each(['PUT', 'DELETE', 'OPTIONS'])('%s is not answered', async (method) => {
  expect((await send({ method, path: '/actions', headers: own() })).status).toBe(405);
});

test.each<[string, unknown, number]>([
  ['no JSON', '{', 400],
  ['no id', {}, 400],
  ['a word too many', { id: 'known', target: '', more: 1 }, 400],
  ['a target that is no text', { id: 'known', target: {} }, 400],
  ['a body that is too long', { id: 'known', target: 'x'.repeat(5000) }, 413],
])('an order with %s is not understood', async (_, body, status) => {
  expect((await post(body)).status).toBe(status);
  expect(orders).toEqual([]);
});

test('an order is carried out, and what it came to is told', async () => {
  const { status, text } = await post({ id: 'known', target: LOST });
  expect([status, JSON.parse(text)]).toEqual([200, { ok: true, because: 'done' }]);
  expect(orders).toEqual([{ id: 'known', target: LOST }]);
  expect(JSON.parse((await post({ id: 'failed' })).text)).toEqual({ ok: false, because: 'it did not work' });
});

test('what is unknown is 404, and what is impossible now 409 with the reason', async () => {
  expect((await post({ id: 'format-disk' })).status).toBe(404);
  const refused = await post({ id: 'refused' });
  expect([refused.status, JSON.parse(refused.text)]).toEqual([409, { because: 'not now' }]);
  expect((await send({ path: '/etc/passwd' })).status).toBe(404);
  expect((await send({ path: '/constructor' })).status).toBe(404);
});

test('tells several pages at once, the whole state each time, and goes on when one leaves', async () => {
  const listen = async () => {
    const leave = new AbortController();
    const response = await fetch(`${control.url}live`, { signal: leave.signal });
    const reader = response.body?.getReader();
    return { leave, type: response.headers.get('content-type'), read: async () => textOf(await reader?.read()) };
  };
  const [one, two] = [await listen(), await listen()];
  expect(one.type).toBe('text/event-stream');
  for (const { read } of [one, two]) {
    let text = '';
    while (!/^data: (.*)\n\n/m.test(text)) text += await read();
    expect(JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '')).toMatchObject({ phase: { name: 'opening' } });
  }
  one.leave.abort();
  let later = '';
  while (!later.includes('data: ')) later = await two.read();
  two.leave.abort();
});

/** A page that listens, and all that it has heard so far. */
async function listens(url: string) {
  const leave = new AbortController();
  const response = await fetch(`${url}live`, { signal: leave.signal });
  const reader = response.body?.getReader();
  let heard = '';
  const ended = (async () => {
    for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) heard += textOf(chunk);
  })().catch(() => {});
  return { leave: () => leave.abort(), heard: () => heard, ended };
}

test('a sixth page is told that there is no place for it, and has one once another leaves', async () => {
  const five = await Promise.all(Array.from({ length: 5 }, () => listens(control.url)));
  const sixth = await listens(control.url);
  await sixth.ended;
  expect(sixth.heard()).toMatch(/^retry: 5000\nevent: refused\ndata: 5 pages listen already, .*close one of them\n\n$/);
  five[0]?.leave();
  await five[0]?.ended;
  await new Promise((resolve) => setTimeout(resolve, 50));
  const again = await listens(control.url);
  await until(() => again.heard().includes('data: {'));
  for (const page of [...five, again]) page.leave();
});

test('shows every page how things stand at once', async () => {
  // A clock that never comes round: nothing is sent but what is asked for.
  const stopped = { ...wallClock, after: () => () => {} };
  const own = await serveMissionControl({ house, files, port: 0, token: TOKEN, clock: stopped });
  const one = await listens(own.url);
  await own.show();
  await until(() => one.heard().includes('data: {'));
  one.leave();
  await own.close();
});

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
};

const textOf = (chunk: { value?: Uint8Array | undefined } | undefined): string =>
  new TextDecoder().decode(chunk?.value);

test('a port that is taken is named', async () => {
  const again = serveMissionControl({ house, files, port: Number(port()), token: TOKEN });
  await expect(again).rejects.toThrow(`port ${port()} is taken: name another one with --port`);
});

test.each([
  ['HEAD', '/live'],
  ['GET', '//'],
  ['GET', '/../page-files.ts'],
])('%s %s is answered, and ends', async (method, path) => {
  expect((await send({ method, path, headers: { host: `127.0.0.1:${port()}` } })).status).toBe(404);
});
