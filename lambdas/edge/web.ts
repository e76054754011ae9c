import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import type { TLSSocket } from 'node:tls';
import { oneLine } from '../../lib/domain/text';
import { urlProblem } from '../../lib/domain/url';
import type { Clock } from './clock';
import {
  CertificateNotAccepted,
  type Dial,
  firstConnection,
  HTTPS_PORT,
  type Internet,
  publicAddresses,
  theInternet,
} from './public-connection';

export interface WebRequest {
  /** https on a public DNS name, port 443 unless `mayNamePort`. */
  readonly url: string;
  /** Whether the URL may name another port, as that of a drill's listener does. @default false */
  readonly mayNamePort?: boolean;
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST';
  /** Sent as the body, in JSON. @default no body */
  readonly json?: unknown;
  /** From resolving the name to the last byte of the body, milliseconds. */
  readonly timeoutMilliseconds: number;
}

export type WebAnswer =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** At most {@link BODY_BYTES_MAX} bytes of it; the rest is not read. */
      readonly body: string;
      /** From resolving the name to the last byte that was read, milliseconds. */
      readonly latencyMilliseconds: number;
    }
  | {
      readonly outcome: 'unreachable';
      readonly because: string;
      /**
       * False when nothing was sent, which says nothing about the other side: the URL or an address is not allowed, or
       * the name did not resolve.
       */
      readonly asked: boolean;
      /** True when something took the connection and showed a certificate that is not accepted. @default false */
      readonly alive?: boolean;
    };

/** HTTPS to public names. Never rejects: what went wrong is part of the answer. */
export interface Web {
  ask(request: WebRequest): Promise<WebAnswer>;
}

/** Enough for every answer that is judged; a page that is larger has shown by then that it is alive. */
export const BODY_BYTES_MAX = 65_536;

/**
 * The web, safe against URLs that lead inwards: the name is resolved once, every address it has must be public, and the
 * connection goes to exactly such an address, with TLS verified for the name. No redirect is followed and no proxy is
 * read from the environment. Each request opens a connection of its own, so it meets what a new user would meet.
 */
export const publicWeb = (clock: Clock, internet: Internet = theInternet): Web => ({
  async ask(request) {
    const problem = urlProblem(request.url, { mayNamePort: request.mayNamePort === true });
    if (problem) return unasked(problem);
    const { hostname: host, port } = new URL(request.url);
    const deadline = AbortSignal.timeout(request.timeoutMilliseconds);
    const exchange = { request, internet, host, port: Number(port || HTTPS_PORT), deadline };
    const beganAt = clock.now();
    const found = await publicAddresses(exchange);
    if ('problem' in found) return unasked(found.problem);
    try {
      const answer = await answerOver(await firstConnection(found.addresses, exchange), exchange);
      return { outcome: 'answered', ...answer, latencyMilliseconds: clock.now() - beganAt };
    } catch (error) {
      const alive = error instanceof CertificateNotAccepted && { alive: true };
      return { outcome: 'unreachable', because: reasonOf(error, exchange), asked: true, ...alive };
    }
  },
});

/** One request under way. */
interface Exchange extends Dial {
  readonly request: WebRequest;
}

const unasked = (because: string): WebAnswer => ({ outcome: 'unreachable', because, asked: false });

async function answerOver(socket: TLSSocket, { request, deadline }: Exchange) {
  const { url, method = 'GET', json } = request;
  const body = json === undefined ? undefined : JSON.stringify(json);
  const sent = https.request(url, {
    method,
    createConnection: () => socket,
    // Without an agent Node takes 80 for the usual port, and writes 443 into the Host header.
    defaultPort: HTTPS_PORT,
    signal: deadline,
    headers: {
      'user-agent': 'understudy',
      // A cache in front of the service must not answer in its place.
      'cache-control': 'no-cache',
      ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    },
  });
  sent.on('error', () => {});
  const responding = once(sent, 'response');
  sent.end(body);
  try {
    const [response] = (await responding) as [IncomingMessage];
    return { status: response.statusCode ?? 0, headers: headersOf(response), body: await bodyOf(response) };
  } finally {
    socket.destroy();
  }
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= BODY_BYTES_MAX) break;
  }
  return Buffer.concat(chunks).subarray(0, BODY_BYTES_MAX).toString('utf8');
}

const headersOf = ({ headers }: IncomingMessage) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

const reasonOf = (error: unknown, { host, request, deadline }: Exchange) =>
  deadline.aborted && !(error instanceof CertificateNotAccepted)
    ? `no whole answer from ${host} within ${request.timeoutMilliseconds} ms`
    : oneLine(`${host}: ${(error as Error).message}`, 200);
