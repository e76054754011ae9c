import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { listenOnLoopback } from '../world/ports';
import type { Services } from './services';

export interface FunctionUrl {
  readonly functionArn: string;
  readonly authType: 'NONE' | 'AWS_IAM';
  /** `<id>.lambda-url.<region>.on.aws` */
  readonly host: string;
}

type Parts = Pick<Services, 'functionPolicies' | 'lambdas' | 'network' | 'pace' | 'tls' | 'account'>;

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
  const address = parts.network.allocate(url.host.split('.')[2] ?? '');
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

async function answer(parts: Parts, url: FunctionUrl, request: IncomingMessage): Promise<Answer> {
  if (!isPublic(parts, url)) {
    return { status: 403, headers: { 'content-type': 'application/json' }, body: '{"Message":"Forbidden"}' };
  }
  const event = await eventOf(parts, url, request);
  const { payload, functionError } = await parts.lambdas.invoke(url.functionArn, event);
  if (functionError !== undefined) return { status: 502, headers: {}, body: 'Internal Server Error' };
  return answerOf(payload);
}

/**
 * Without authentication, and with both permissions that Lambda has demanded since October 2025.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
function isPublic({ functionPolicies }: Parts, { functionArn, authType }: FunctionUrl): boolean {
  const anybody = { functionArn, principal: '*', functionUrlAuthType: authType, viaFunctionUrl: true };
  return (
    authType === 'NONE' &&
    functionPolicies.allows({ ...anybody, action: 'lambda:InvokeFunctionUrl' }) &&
    functionPolicies.allows({ ...anybody, action: 'lambda:InvokeFunction' })
  );
}

/** Payload format 2.0. Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
async function eventOf({ pace, account }: Parts, { host }: FunctionUrl, request: IncomingMessage) {
  const [rawPath = '/', rawQueryString = ''] = (request.url ?? '/').split('?');
  const body = await bodyOf(request);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const http = {
    method: request.method,
    path: rawPath,
    protocol: 'HTTP/1.1',
    sourceIp: '52.0.0.1',
    userAgent: headers['user-agent'],
  };
  const query = Object.fromEntries(new URLSearchParams(rawQueryString));
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers,
    ...(rawQueryString === '' ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: 'anonymous',
      apiId: host.split('.')[0],
      domainName: host,
      domainPrefix: host.split('.')[0],
      http,
      requestId: `${account}-${pace.clock.now()}`,
      routeKey: '$default',
      stage: '$default',
      time: pace.clock.iso(),
      timeEpoch: pace.clock.now(),
    },
    ...(body === '' ? {} : { body }),
    isBase64Encoded: false,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
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
