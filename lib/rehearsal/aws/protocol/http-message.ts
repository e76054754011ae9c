import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { WireRequest } from './protocol';

/** Collects a request and undoes its encodings: gzip and aws-chunked. */
export async function readRequest(message: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const url = new URL(message.url ?? '/', 'http://endpoint');
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
  const { body, trailers } = decoded(Buffer.concat(chunks), headers);
  const { method = 'GET' } = message;
  return { method, path: url.pathname, query: url.searchParams, headers: { ...trailers, ...headers }, body };
}

interface Decoded {
  readonly body: Buffer;
  /** Headers that follow the body: the checksum of what was streamed. */
  readonly trailers: Readonly<Record<string, string>>;
}

function decoded(bytes: Buffer, headers: Readonly<Record<string, string>>): Decoded {
  const isChunked = headers['x-amz-content-sha256']?.startsWith('STREAMING-') ?? false;
  const { body, trailers } = isChunked ? unchunked(bytes) : { body: bytes, trailers: {} };
  return { body: headers['content-encoding']?.split(',').includes('gzip') ? gunzipSync(body) : body, trailers };
}

/**
 * Takes the chunks of `aws-chunked` apart: size in hexadecimal and extensions, CRLF, data, CRLF. The last has size 0;
 * trailers come after it, one a line.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
function unchunked(bytes: Buffer): Decoded {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (lineEnd < 0 || Number.isNaN(size)) throw new Error(`aws-chunked body breaks off at byte ${at}`);
    if (size === 0) return { body: Buffer.concat(parts), trailers: trailersIn(bytes.toString('latin1', lineEnd)) };
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

const trailersIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^([\w-]+):(.*)$/gm)].map(([, name = '', value = '']) => [name.toLowerCase(), value.trim()]),
  );

/** Who signed a request, and for which Region and service. */
export interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** Reads `Credential=<access key>/<date>/<region>/<service>/aws4_request`; undefined when not signed. */
export function signatureOf({ headers }: WireRequest): Signature | undefined {
  const found = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '');
  const [, accessKeyId, region, service] = found ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}
