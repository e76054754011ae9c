import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import { generate } from 'selfsigned';
import { systemClock } from './clock';
import { type Internet, theInternet } from './public-connection';
import { BODY_BYTES_MAX, publicWeb } from './web';

const HOST = 'us-west-2.orders.example.com';
const PUBLIC = '52.1.2.3';
const NOBODY = '52.9.9.9';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let internet: Internet;
let answer: Answer;
let connections = 0;

beforeAll(async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: HOST }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: HOST }] }],
  });
  server = createServer({ key, cert }, (request, response) => answer(request, response));
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  internet = {
    resolve: async () => [PUBLIC],
    placeOf: (address) => ({ host: '127.0.0.1', port: address === PUBLIC ? port : 1 }),
    ca: cert,
  };
});

/** A server of its own for one test. */
async function listening(other: TcpServer) {
  const sockets: Socket[] = [];
  other.on('connection', (socket: Socket) => {
    socket.on('error', () => {});
    sockets.push(socket);
  });
  await new Promise<void>((ready) => {
    other.listen(0, '127.0.0.1', ready);
  });
  const close = () => {
    for (const socket of sockets) socket.destroy();
    other.close();
  };
  return { port: (other.address() as AddressInfo).port, close };
}

beforeEach(() => {
  connections = 0;
  answer = (_, response) => response.end('tea');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (
  changes: Partial<Internet> = {},
  request: { url?: string; mayNamePort?: boolean; timeoutMilliseconds?: number } = {},
) =>
  publicWeb(systemClock, { ...internet, ...changes }).ask({
    url: `https://${HOST}/catalogue`,
    timeoutMilliseconds: 3000,
    ...request,
  });

describe('the web answers', () => {
  test('with status, headers, body and how long it took', async () => {
    answer = (_, response) => response.writeHead(503, { 'Understudy-Region': 'us-west-2' }).end('no');
    expect(await ask()).toEqual({
      outcome: 'answered',
      status: 503,
      headers: expect.objectContaining({ 'understudy-region': 'us-west-2' }),
      body: 'no',
      latencyMilliseconds: expect.any(Number),
    });
  });

  test('what was posted, as JSON to the host that was named', async () => {
    answer = async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      response.end(`${request.method} ${request.headers.host} ${Buffer.concat(chunks)}`);
    };
    const url = `https://${HOST}/canary-order`;
    const posted = publicWeb(systemClock, internet).ask({
      url,
      method: 'POST',
      json: { nonce: 'é' },
      timeoutMilliseconds: 3000,
    });
    expect(await posted).toMatchObject({ body: `POST ${HOST} {"nonce":"é"}` });
  });

  test('from the port that is named, where another one is allowed', async () => {
    const dialled: number[] = [];
    const placeOf: Internet['placeOf'] = (address, port) => {
      dialled.push(port);
      return internet.placeOf(address, port);
    };
    answer = (request, response) => response.end(request.headers.host);
    const url = `https://${HOST}:8443/catalogue`;
    expect(await ask({ placeOf }, { url, mayNamePort: true })).toMatchObject({ body: `${HOST}:8443` });
    expect(await ask({ placeOf }, { url })).toMatchObject({ outcome: 'unreachable', asked: false });
    expect(await ask({ placeOf })).toMatchObject({ body: HOST });
    expect(dialled).toEqual([8443, 443]);
  });

  test('over a connection of its own each time', async () => {
    await ask();
    await ask();
    expect(connections).toBe(2);
  });

  // F-84
  test('with a redirect as it stands, which is not followed', async () => {
    answer = (_, response) => response.writeHead(302, { location: 'https://169.254.169.254/' }).end();
    expect(await ask()).toMatchObject({ status: 302 });
    expect(connections).toBe(1);
  });

  test('with no more of the body than is allowed', async () => {
    answer = (_, response) => {
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384, 'x')));
        response.once('drain', pour);
      };
      pour();
    };
    expect(await ask()).toMatchObject({ status: 200, body: 'x'.repeat(BODY_BYTES_MAX) });
  });

  test('after a handshake as slow as a lost packet and a far way make it', async () => {
    const behind = internet.placeOf(PUBLIC, 443);
    const slow = createTcpServer(async (socket) => {
      await systemClock.sleep(2500);
      socket.pipe(connect(behind).on('error', () => {})).pipe(socket);
    });
    const { port, close } = await listening(slow);
    const answered = await ask({ placeOf: () => ({ host: '127.0.0.1', port }) }, { timeoutMilliseconds: 5000 });
    close();
    expect(answered).toMatchObject({ status: 200, body: 'tea' });
  });

  test('from the second address when nobody listens at the first', async () => {
    expect(await ask({ resolve: async () => [NOBODY, PUBLIC] })).toMatchObject({ status: 200, body: 'tea' });
  });
});

describe('where an address is silent', () => {
  const SILENT = ['52.8.8.1', '52.8.8.2', '52.8.8.3'];
  let silent: Awaited<ReturnType<typeof listening>>;
  let open: number;
  const placeOf: Internet['placeOf'] = (address, port) =>
    SILENT.includes(address) ? { host: '127.0.0.1', port: silent.port } : internet.placeOf(address, port);

  beforeAll(async () => {
    open = 0;
    const never = createTcpServer((socket) => {
      open += 1;
      socket.on('close', () => {
        open -= 1;
      });
      socket.resume();
    });
    silent = await listening(never);
  });
  afterAll(() => silent.close());
  afterEach(async () => {
    for (let waits = 0; open > 0 && waits < 100; waits++) await systemClock.sleep(10);
    expect(open).toBe(0);
  });

  test('the next one answers soon, and the silent connection is ended', async () => {
    const found = await ask({ placeOf, resolve: async () => [SILENT[0] ?? '', PUBLIC] });
    expect(found).toMatchObject({ status: 200, body: 'tea' });
    expect(found).toMatchObject({ latencyMilliseconds: expect.any(Number) });
    expect('latencyMilliseconds' in found && found.latencyMilliseconds).toBeLessThan(1000);
  });

  test('all of them cost little more than one time-out, also where they take the connection', async () => {
    const beganAt = systemClock.now();
    expect(await ask({ placeOf, resolve: async () => SILENT }, { timeoutMilliseconds: 5000 })).toEqual({
      outcome: 'unreachable',
      asked: true,
      because: `${HOST}: no connection to ${SILENT.at(-1)}:443 within 4000 ms`,
    });
    expect(systemClock.now() - beganAt).toBeLessThan(4900);
  });

  test('they are waited for no longer than the request may take', async () => {
    const silence = { timeoutMilliseconds: 300 };
    expect(await ask({ placeOf, resolve: async () => SILENT }, silence)).toMatchObject({
      because: `no whole answer from ${HOST} within 300 ms`,
    });
  });
});

describe('nothing is sent', () => {
  test.each([
    ['loopback', '127.0.0.1'],
    // F-84
    ['linkLocal', '169.254.169.254'],
    ['private', '10.0.0.5'],
    ['carrierGradeNat', '100.64.0.1'],
    ['unspecified', '0.0.0.0'],
    ['loopback', '::1'],
    ['uniqueLocal', 'fd00:ec2::254'],
    ['ipv4Mapped', '::ffff:169.254.169.254'],
    ['rfc6052', '64:ff9b::a9fe:a9fe'],
  ])('to a name with a %s address, even beside a public one', async (kind, address) => {
    expect(await ask({ resolve: async () => [PUBLIC, address] })).toEqual({
      outcome: 'unreachable',
      asked: false,
      because: `address not allowed: ${HOST} is ${address} (${kind}); use a public address`,
    });
    expect(connections).toBe(0);
  });

  test.each([
    'http://orders.example.com/',
    'https://orders.example.com:8443/',
    'https://52.1.2.3/',
    'https://2130706433/',
    'https://[::ffff:169.254.169.254]/',
    'https://user:pw@orders.example.com/',
    'file:///proc/self/environ',
  ])('for %s', async (url) => {
    expect(await ask({}, { url })).toMatchObject({ outcome: 'unreachable', asked: false });
    expect(connections).toBe(0);
  });

  test('when the name does not resolve, or not in time', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    expect(await ask({ resolve })).toMatchObject({ asked: false, because: `${HOST} does not resolve: ENOTFOUND` });
    const never = { resolve: () => new Promise<string[]>(() => {}) };
    expect(await ask(never, { timeoutMilliseconds: 50 })).toMatchObject({
      asked: false,
      because: `${HOST} does not resolve: no answer in time`,
    });
  });

  test('to a name that the system itself resolves to loopback', async () => {
    expect(await ask({ resolve: () => theInternet.resolve('localhost') })).toMatchObject({
      because: expect.stringMatching(/address not allowed: .* \(loopback\)/),
    });
  });
});

describe('the web is unreachable', () => {
  test('when nobody listens at any address', async () => {
    expect(await ask({ resolve: async () => [NOBODY] })).toMatchObject({
      outcome: 'unreachable',
      asked: true,
      because: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('when the certificate is not trusted', async () => {
    const { ca: _, ...strangers } = internet;
    const answered = await publicWeb(systemClock, strangers).ask({
      url: `https://${HOST}/`,
      timeoutMilliseconds: 3000,
    });
    expect(answered).toMatchObject({
      outcome: 'unreachable',
      alive: true,
      because: expect.stringMatching(/answers on port 443 with a certificate that is not accepted: .*self-signed/),
    });
  });

  test('when the certificate is for another name', async () => {
    expect(await ask({}, { url: 'https://orders.example.com/' })).toMatchObject({
      outcome: 'unreachable',
      alive: true,
      because: expect.stringContaining("does not match certificate's altnames"),
    });
  });

  // F-83
  test('when the certificate has expired, whatever becomes of the other addresses', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: HOST }], {
      keyType: 'ec',
      notBeforeDate: new Date('2020-01-01'),
      notAfterDate: new Date('2020-02-01'),
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: HOST }] }],
    });
    const { port, close } = await listening(createServer({ key, cert }));
    const placeOf = (address: string) => ({ host: '127.0.0.1', port: address === PUBLIC ? port : 1 });
    const answered = await ask({ resolve: async () => [PUBLIC, NOBODY], placeOf, ca: cert });
    close();
    expect(answered).toEqual({
      outcome: 'unreachable',
      asked: true,
      alive: true,
      because: `${HOST}: answers on port 443 with a certificate that is not accepted: certificate has expired`,
    });
  });

  test('and not alive, when the other side takes the connection and hangs up in the handshake', async () => {
    const { port, close } = await listening(createTcpServer((socket) => socket.once('data', () => socket.destroy())));
    const answered = await ask({ placeOf: () => ({ host: '127.0.0.1', port }) });
    close();
    expect(answered).toEqual({ outcome: 'unreachable', asked: true, because: expect.stringContaining(HOST) });
  });

  test.each<[string, Answer]>([
    ['no answer comes', () => {}],
    ['the body never ends', (_, response) => response.write('te')],
  ])('when %s in time', async (_, hang) => {
    answer = hang;
    expect(await ask({}, { timeoutMilliseconds: 300 })).toEqual({
      outcome: 'unreachable',
      asked: true,
      because: `no whole answer from ${HOST} within 300 ms`,
    });
  });

  // F-115
  test('when the connection breaks in the middle of the body', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('te');
      setImmediate(() => response.destroy());
    };
    expect(await ask()).toMatchObject({ outcome: 'unreachable', asked: true });
  });
});
