import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { listenOnLoopback } from './ports';
import type { TargetGroup } from './target-group';

export interface ListenerParts {
  readonly certificate: { readonly key: string; readonly cert: string };
  /** The group that a request's path leads to, or the status to answer with. */
  route(path: string): TargetGroup | number;
}

export interface Listener {
  /** On loopback. */
  readonly port: number;
  close(): Promise<void>;
}

/** How long a target may take to answer, AWS's default. */
const IDLE_MILLISECONDS_MAX = 60_000;

/** An HTTPS server that hands each request to a target. */
export async function openListener({ certificate, route }: ListenerParts): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer(certificate, (request, response) => {
    const routed = route(new URL(request.url ?? '/', 'https://host').pathname);
    if (typeof routed === 'number') return answer(response, routed);
    const port = routed.nextPort();
    return port === undefined ? answer(response, 503) : pass(request, response, port);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    port: await listenOnLoopback(server),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function pass(request: IncomingMessage, response: ServerResponse, port: number): void {
  const headers = {
    ...request.headers,
    'x-forwarded-for': request.socket.remoteAddress ?? '',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '443',
    connection: 'close',
  };
  const { method, url: path } = request;
  const passed = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false });
  passed.setTimeout(IDLE_MILLISECONDS_MAX, () => answer(response, 504));
  passed.on('error', () => answer(response, 502));
  passed.on('response', (answered) => {
    // The connection to the target ends with each answer; the one to the client need not.
    const { connection, ...kept } = answered.headers;
    response.writeHead(answered.statusCode ?? 502, kept);
    answered.pipe(response);
    answered.on('error', () => response.destroy());
  });
  response.on('close', () => passed.destroy());
  request.pipe(passed);
}

/** An answer of the load balancer's own. One that has begun already can only be broken off. */
function answer(response: ServerResponse, status: number): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { 'content-type': 'text/plain', server: 'awselb/2.0' }).end(`${status}\n`);
}
