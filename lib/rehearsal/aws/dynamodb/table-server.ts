/// <reference path="./dynalite.d.ts" />
import { request as httpRequest, type IncomingMessage } from 'node:http';
import dynalite from 'dynalite';
import { listenOnLoopback } from '../../world/ports';
import type { RawRequest, RawResponse } from '../service';

/** One Region's tables: a dynalite in memory, on a loopback port that only this file knows. */
export interface TableServer {
  send(request: RawRequest): Promise<RawResponse>;
  close(): Promise<void>;
}

export async function startTableServer(): Promise<TableServer> {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  const port = await listenOnLoopback(server);
  return {
    send: (request) => forward(request, port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Dynalite reads the signature but never verifies it, so a request can be passed on as it came. */
async function forward({ headers, body }: RawRequest, port: number): Promise<RawResponse> {
  const { 'accept-encoding': _, connection: __, ...kept } = headers;
  const options = {
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/',
    headers: { ...kept, 'content-length': body.length },
  };
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest({ ...options, agent: false }, resolve)
      .on('error', reject)
      .end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return response(message, Buffer.concat(chunks));
}

/** Dynalite leaves the error's name in the body only; the history reads it from the header that AWS sends too. */
function response({ statusCode = 500, headers }: IncomingMessage, body: Buffer): RawResponse {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT.includes(name))) as Record<
    string,
    string
  >;
  if (statusCode < 400) return { status: statusCode, headers: kept, body };
  const { __type = '' } = JSON.parse(body.toString() || '{}') as { __type?: string };
  return { status: statusCode, headers: { ...kept, 'x-amzn-errortype': __type.split('#').at(-1) ?? '' }, body };
}

const KEPT = ['content-type', 'x-amz-crc32', 'x-amzn-requestid'];
