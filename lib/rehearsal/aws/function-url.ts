import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { listenOnLoopback } from '../world/ports';
import { admissionTo, type FunctionUrl, regionOf } from './function-url/admission';
import { eventOf } from './function-url/event';
import type { UrlRequest } from './function-url/signature';
import type { Services } from './services';

type Parts = Pick<
  Services,
  'account' | 'functionPolicies' | 'iam' | 'identities' | 'lambdas' | 'network' | 'pace' | 'tls'
>;

/** Lambda's limit on a request body. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const BODY_BYTES_MAX = 6 * 1024 * 1024;

/** Serves a function at its own public HTTPS name. */
export async function openFunctionUrl(parts: Parts, url: FunctionUrl): Promise<{ close(): Promise<void> }> {
  const server = createServer(await parts.tls.certificateFor([url.host]), (request, response) => {
    answer(parts, url, request)
      .catch(() => ({ status: 502, headers: {}, body: 'Internal Server Error' }))
      .then((result) => send(response, result))
      .catch(() => response.destroy());
  });
  const port = await listenOnLoopback(server);
  const address = parts.network.allocate(regionOf(url.host));
  parts.network.name(url.host, address);
  await parts.network.expose({ address, port: 443 }, () => (server.listening ? port : undefined));
  return {
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

async function answer(parts: Parts, url: FunctionUrl, message: IncomingMessage): Promise<Answer> {
  const request = await requestOf(message);
  const admission = await admissionTo(url, request, parts);
  if ('refusal' in admission) {
    const body = JSON.stringify({ Message: admission.refusal });
    return { status: 403, headers: { 'content-type': 'application/json' }, body };
  }
  const event = eventOf(request, { ...parts, host: url.host, signer: admission.signer });
  const { payload, functionError } = await parts.lambdas.invoke(url.functionArn, event);
  if (functionError !== undefined) return { status: 502, headers: {}, body: 'Internal Server Error' };
  return answerOf(payload);
}

async function requestOf(message: IncomingMessage): Promise<UrlRequest> {
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

interface FunctionAnswer {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** An object with a statusCode is the whole answer; anything else is the body of a 200. */
function answerOf(payload: unknown): Answer {
  const { statusCode, headers = {}, body = '', isBase64Encoded } = (payload ?? {}) as FunctionAnswer;
  if (statusCode === undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload) };
  }
  return {
    status: statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers);
  response.end(body);
}
