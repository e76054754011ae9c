import type { IncomingMessage, RequestListener } from 'node:http';
import { Unavailable } from './database';
import { type Answer, Rejected, type Route, routeFor } from './routes';

/** An order is about 100 bytes. */
const BODY_BYTES_MAX = 4096;

export interface ListenerOptions {
  readonly routes: readonly Route[];
  /** AWS Region and release: they stand in a header of every answer, and prove who answered. */
  readonly region: string;
  readonly release: string;
  /** Told about every answer from 500 up. */
  log(line: { readonly status: number; readonly request: string; readonly error: unknown }): void;
}

/** Answers HTTP requests from `routes`: JSON in, JSON out. */
export function requestListener({ routes, region, release, log }: ListenerOptions): RequestListener {
  const identity = { 'understudy-region': region, 'understudy-release': release };
  return async (request, response) => {
    const { status, body } = await answerTo(request, routes).catch((error: unknown) => {
      const failed = failureAnswer(error);
      if (failed.status >= 500) log({ status: failed.status, request: `${request.method} ${request.url}`, error });
      return failed;
    });
    const headers = { ...identity, 'content-type': 'application/json', 'cache-control': 'no-store' };
    // What is left of a body that was not read would be taken for the next request.
    response.writeHead(status, request.complete ? headers : { ...headers, connection: 'close' });
    response.end(JSON.stringify(body));
  };
}

async function answerTo(request: IncomingMessage, routes: readonly Route[]): Promise<Answer> {
  const { route, parameter, query } = routeFor(routes, { method: request.method ?? '', url: request.url ?? '' });
  const body = route.method === 'POST' ? parsed(await textOf(request)) : undefined;
  return route.answer({ parameter, query, body });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Rejected(413, `a body has at most ${BODY_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Rejected(400, 'the body is not JSON');
  }
}

function failureAnswer(error: unknown): Answer {
  if (error instanceof Rejected) return { status: error.status, body: { error: error.message } };
  if (error instanceof Unavailable) return { status: 503, body: { error: error.message } };
  // What went wrong inside is for the log, not for the caller.
  return { status: 500, body: { error: 'internal error' } };
}
