import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { listenOnLoopback } from './ports';
import type { Authority } from './tls';

/** A request, read to its end. */
export interface WholeRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WholeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Something that answers requests on a port. */
export interface Listening {
  /** `undefined` once it is closed. */
  port(): number | undefined;
  close(): Promise<void>;
}

/** Opens a public HTTPS name; the seam where a simulation stands in. Where `answer` rejects, 502 is answered. */
export type Listens = (host: string, answer: (request: WholeRequest) => Promise<WholeAnswer>) => Promise<Listening>;

export interface HttpsServerOptions {
  /** Stands in its certificate. */
  readonly host: string;
  readonly tls: Authority;
  answer(request: WholeRequest): Promise<WholeAnswer>;
}

/** Lambda's limit on a request body. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const BODY_BYTES_MAX = 6 * 1024 * 1024;

/** An HTTPS server on loopback. */
export async function openHttpsServer({ host, tls, answer }: HttpsServerOptions): Promise<Listening> {
  const server = createServer(await tls.certificateFor([host]), (request, response) => {
    requestOf(request)
      .then(answer)
      .catch(() => ({ status: 502, headers: {}, body: 'Internal Server Error' }))
      .then((result) => send(response, result))
      .catch(() => response.destroy());
  });
  const port = await listenOnLoopback(server);
  return {
    port: () => (server.listening ? port : undefined),
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function requestOf(message: IncomingMessage): Promise<WholeRequest> {
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
  return { method: message.method ?? 'GET', url: message.url ?? '/', headers, body: await bodyOf(message) };
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) throw new Error(`the request body is larger than ${BODY_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, headers, body }: WholeAnswer): void {
  response.writeHead(status, headers);
  response.end(body);
}
