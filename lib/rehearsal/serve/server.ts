import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, wallClock } from '../world/clock';
import { type Own, refusalOf, SECURITY_HEADERS } from './guard';
import { orderIn } from './order';
import type { PageFile } from './page-files';
import type { Playhouse } from './playhouse';
import { openStream, type Stream } from './stream';

export interface MissionControl {
  /** What a browser opens. */
  readonly url: string;
  /** Shows every page at once how things stand. */
  show(): Promise<void>;
  close(): Promise<void>;
}

export interface MissionControlOptions {
  readonly house: Pick<Playhouse, 'snapshot' | 'order'>;
  /** What the page is made of, by path. @param token its own page may order with */
  readonly files: (token: string) => Readonly<Record<string, PageFile>>;
  /** 0 for one of the system's choice. */
  readonly port: number;
  /** Random; whoever has it may order. */
  readonly token: string;
  /** @default the wall clock */
  readonly clock?: Clock;
}

/** Serves mission control on loopback, and nowhere else. @throws when the port is taken */
export async function serveMissionControl(options: MissionControlOptions): Promise<MissionControl> {
  const { house, port, token, clock = wallClock, files } = options;
  const stream = openStream({ clock, look: () => house.snapshot() });
  const own = { port, token };
  const pages = files(token);
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    answer(request, response, { own, pages, stream, house }).catch(() => response.destroy());
  });
  own.port = await listening(server, port);
  return {
    url: `http://127.0.0.1:${own.port}/`,
    show: () => stream.show(),
    async close() {
      stream.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} is taken: name another one with --port`) : error),
    );
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

interface Serving {
  readonly own: Own;
  readonly pages: Readonly<Record<string, PageFile>>;
  readonly stream: Stream;
  readonly house: Pick<Playhouse, 'snapshot' | 'order'>;
}

async function answer(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  const refusal = refusalOf({ method, url, headers }, serving.own);
  if (refusal) return json(response, refusal.status, { because: refusal.because });
  const [pathname = ''] = url.split('?');
  if (method === 'POST') {
    if (pathname === '/actions') return carryOut(request, response, serving.house);
    return json(response, 404, { because: 'orders go to /actions' });
  }
  if (pathname === '/live' && method === 'GET') return serving.stream.add(response);
  const page = Object.hasOwn(serving.pages, pathname) ? serving.pages[pathname] : undefined;
  if (!page) return json(response, 404, { because: 'there is no such page' });
  response.writeHead(200, { 'content-type': page.type }).end(method === 'HEAD' ? undefined : page.body);
}

const STATUS_OF = { unknown: 404, refused: 409 } as const;

async function carryOut(request: IncomingMessage, response: ServerResponse, house: Serving['house']): Promise<void> {
  const order = await orderIn(request);
  if ('status' in order) return json(response, order.status, { because: 'the order is not understood' });
  const ordered = await house.order(order);
  if (ordered.kind !== 'done') return json(response, STATUS_OF[ordered.kind], { because: ordered.because });
  json(response, 200, { ok: ordered.ok, because: ordered.said });
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
