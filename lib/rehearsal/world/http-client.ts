import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Clock } from './clock';
import { resolveHost } from './dns-client';
import type { Network } from './network';
import type { Authority } from './tls';

export interface HttpRequest {
  /** https only; the port must be the default. */
  readonly url: string;
  /** @default 'GET' */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first packet to the last byte. @default 5000 */
  readonly timeoutMilliseconds?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * A user's HTTPS client: resolves through the world's DNS and believes an answer for its TTL, as users' resolvers do;
 * trusts the world CA; opens a connection per request.
 */
export interface HttpClient {
  /** @throws ENOTFOUND, ECONNREFUSED (at once), ETIMEDOUT, or what the connection failed with */
  send(request: HttpRequest): Promise<HttpAnswer>;
}

export interface HttpClientOptions {
  readonly network: Network;
  dnsPort(): number;
  readonly tls: Authority;
  readonly clock: Clock;
}

export const createHttpClient = (options: HttpClientOptions): HttpClient => new WorldClient(options);

const TIMEOUT_MILLISECONDS = 5000;

interface Cached {
  readonly address: string;
  readonly expiresAt: number;
}

class WorldClient implements HttpClient {
  private readonly cache = new Map<string, Cached>();

  constructor(private readonly options: HttpClientOptions) {}

  async send(request: HttpRequest): Promise<HttpAnswer> {
    const { url, timeoutMilliseconds = TIMEOUT_MILLISECONDS } = request;
    const { clock } = this.options;
    const late = new AbortController();
    const cancel = clock.after(timeoutMilliseconds, () => late.abort());
    try {
      return await this.exchange(new URL(url), request, late.signal);
    } catch (error) {
      if (!late.signal.aborted) throw error;
      throw coded('ETIMEDOUT', `no answer from ${url} within ${timeoutMilliseconds} milliseconds`);
    } finally {
      cancel();
    }
  }

  private async exchange(url: URL, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    if (url.protocol !== 'https:' || url.port !== '') {
      throw new Error(`${url.href} is not allowed: the world's users speak https on port 443`);
    }
    const address = await this.addressOf(url.hostname);
    const port = this.options.network.loopbackPortOf({ address, port: 443 });
    if (port === undefined) throw coded('ECONNREFUSED', `connect ECONNREFUSED ${address}:443`);
    return this.converse(url, request, { port, signal });
  }

  private async addressOf(host: string): Promise<string> {
    const { clock, dnsPort } = this.options;
    const cached = this.cache.get(host);
    if (cached && cached.expiresAt > clock.now()) return cached.address;
    const { address, ttlSeconds } = await resolveHost(host, dnsPort());
    this.cache.set(host, { address, expiresAt: clock.now() + ttlSeconds * 1000 });
    return address;
  }

  private converse(url: URL, request: HttpRequest, { port, signal }: { port: number; signal: AbortSignal }) {
    return new Promise<HttpAnswer>((resolve, reject) => {
      const { method = 'GET', body, headers } = request;
      const exchange = httpsRequest({
        host: '127.0.0.1',
        port,
        servername: url.hostname,
        ca: this.options.tls.caPem,
        path: url.pathname + url.search,
        method,
        headers: { ...headers, host: url.host, ...(body && { 'content-length': Buffer.byteLength(body) }) },
        agent: false,
        signal,
      });
      exchange.on('error', reject).on('response', (response) => {
        const { statusCode: status = 0, headersDistinct } = response;
        const joined = Object.entries(headersDistinct).map(([name, values]) => [name, values?.join(', ') ?? '']);
        text(response).then((answer) => resolve({ status, headers: Object.fromEntries(joined), body: answer }), reject);
      });
      exchange.end(body);
    });
  }
}

const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code });
