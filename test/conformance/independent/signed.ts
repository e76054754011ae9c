import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { EndpointInTest } from '../aws-endpoint';

export interface RawCall {
  readonly method: string;
  /** With its query, percent-encoded. */
  readonly path: string;
  readonly service: string;
  /** @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default none */
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * Signs by hand and sends, without any SDK.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function send(call: RawCall, settings: ReturnType<EndpointInTest['settings']>): Promise<RawAnswer> {
  const { method, path, body = '' } = call;
  return new Promise((resolve, reject) => {
    const headers = signedHeaders(call, settings);
    const sent = request(new URL(path, settings.endpoint), { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks).toString() });
      });
    });
    sent.on('error', reject);
    // Who expects 100-continue sends nothing of the body before it came.
    if (headers.expect === undefined) sent.end(body);
    else sent.on('continue', () => sent.end(body));
  });
}

function signedHeaders(
  { method, path, service, headers: own = {}, body = '' }: RawCall,
  { endpoint, region, credentials }: ReturnType<EndpointInTest['settings']>,
): Record<string, string> {
  const time = '20261121T100000Z';
  const hash = own['x-amz-content-sha256'] ?? sha256(body);
  const headers: Record<string, string> = { host: new URL(endpoint).host, 'x-amz-date': time, ...own };
  const names = Object.keys(headers).sort();
  const [pathname = '', query = ''] = path.split('?');
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const canonical = [method, pathname, query, lines, names.join(';'), hash].join('\n');
  const scope = `20261121/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = ['20261121', region, service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = hmac(key, toSign).toString('hex');
  const credential = `Credential=${credentials.accessKeyId}/${scope}`;
  return {
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}
