import dns from 'node:dns';
import type { Resolves } from '../../../lambdas/edge/dns';
import { CONNECT_MILLISECONDS_MAX } from '../../../lambdas/edge/public-connection';
import type { Web, WebAnswer, WebRequest } from '../../../lambdas/edge/web';
import { urlProblem } from '../../../lib/domain/url';
import type { Clock } from '../../../lib/rehearsal/world/clock';
import type { ZoneSource } from '../../../lib/rehearsal/world/dns';
import { resolve } from '../../../lib/rehearsal/world/dns-answer';
import type { Network } from '../../../lib/rehearsal/world/network';
import type { Probes } from '../../../lib/rehearsal/world/probe';
import type { TellDoing } from '../run-record';
import type { Latency } from '../times';
import type { Sender } from './aws-calls';
import { get, type Ports } from './ports';

export interface SurroundingsOptions {
  readonly clock: Clock;
  readonly network: Network;
  readonly ports: Ports;
  /** Asked per question: names are answered from Route 53's records, which come to life later. */
  source(): ZoneSource | undefined;
  /** @default connecting takes no longer than a way through the internet */
  readonly latency?: Pick<Latency, 'connectMilliseconds'>;
  /** Told how long each request of a function took. @default nobody is */
  readonly onDoing?: TellDoing;
}

const HTTPS_PORT = 443;
/** Whatever is refused, is so sooner; whatever is not answered, is given up later. */
const TIMEOUT_MILLISECONDS_MIN = 1000;
/** One way through the public internet and a load balancer. */
const WAY_MILLISECONDS = 20;

const notFound = (host: string) =>
  Object.assign(new Error(`queryA ENOTFOUND ${host}`), { code: dns.NOTFOUND, hostname: host });

/** What a resolver, a client and a prober meet in the world: its names, and what answers at them. */
export function createSurroundings(options: SurroundingsOptions) {
  const { clock, network, ports, source } = options;
  const recordsOf = (name: string, type: string) =>
    resolve({ name, type }, { network, source }).answers.filter((answer) => answer.type === type);
  const addressesOf = (name: string) => recordsOf(name, 'A').flatMap(({ values }) => values);

  /** Node's resolver, over the world's records. */
  const resolver = {
    resolveNs: async (name: string) =>
      found(
        name,
        recordsOf(name, 'NS').flatMap(({ values }) => values),
      ),
    resolve4: async (name: string, options?: { readonly ttl: boolean }) =>
      found(
        name,
        recordsOf(name, 'A').flatMap(({ values, ttl }) =>
          values.map((address) => (options?.ttl ? { address, ttl } : address)),
        ),
      ),
    resolve6: async (name: string) => found(name, []),
    resolveTxt: async (name: string) =>
      found(
        name,
        recordsOf(name, 'TXT').map(({ values }) => values.map((value) => value.replace(/^"|"$/g, ''))),
      ),
  } as unknown as Resolves;

  const web = webOver({ clock, network, ports, addressesOf });
  return {
    resolver,
    addressesOf,
    web,
    webOf: (sender: Sender) => webOf(options, sender, web),
    probe: probeOver(ports),
  };
}

/** The web as a function finds it, which connects anew for each request. */
function webOf({ clock, latency, onDoing }: SurroundingsOptions, sender: Sender, web: Web): Web {
  if (!latency && !onDoing) return web;
  return {
    async ask(request) {
      const { principal } = sender;
      const { region } = principal;
      const from = clock.now();
      if (latency) await clock.sleep(latency.connectMilliseconds({ from: region, to: region }));
      const answer = await web.ask(request);
      const what = new URL(request.url).hostname;
      const isTimeout = answer.outcome === 'unreachable' && clock.now() - from >= TIMEOUT_MILLISECONDS_MIN;
      onDoing?.(principal, { kind: 'web', what, from, to: clock.now(), ...(isTimeout && { isTimeout }) });
      return answer;
    },
  };
}

function found<Value>(name: string, values: readonly Value[]): readonly Value[] {
  if (values.length === 0) throw notFound(name);
  return values;
}

const unreachable = (because: string, asked: boolean): WebAnswer => ({ outcome: 'unreachable', because, asked });

interface WebOptions extends Omit<SurroundingsOptions, 'source'> {
  addressesOf(name: string): string[];
}

/** HTTPS to public names, as `publicWeb` answers it. */
const webOver = ({ clock, network, ports, addressesOf }: WebOptions): Web => ({
  async ask(request: WebRequest): Promise<WebAnswer> {
    const problem = urlProblem(request.url, { mayNamePort: request.mayNamePort === true });
    if (problem) return unreachable(problem, false);
    const { hostname: host, port, pathname, search } = new URL(request.url);
    const beganAt = clock.now();
    const [address] = addressesOf(host);
    if (address === undefined) return unreachable(`${host} does not resolve`, false);
    await clock.sleep(WAY_MILLISECONDS);
    const open = network.loopbackPortOf({ address, port: Number(port || HTTPS_PORT) });
    if (open === undefined) {
      await clock.sleep(Math.min(CONNECT_MILLISECONDS_MAX, request.timeoutMilliseconds) - WAY_MILLISECONDS);
      return unreachable(`${host}: no connection to ${address} in time`, true);
    }
    const body = request.json === undefined ? '' : JSON.stringify(request.json);
    const sent = { method: request.method ?? 'GET', url: `${pathname}${search}`, headers: { host }, body };
    try {
      const { status, headers, body: answered } = await ports.ask(open, sent);
      await clock.sleep(WAY_MILLISECONDS);
      const latencyMilliseconds = clock.now() - beganAt;
      return { outcome: 'answered', status, headers, body: String(answered), latencyMilliseconds };
    } catch (error) {
      return unreachable(`${host}: ${(error as Error).message}`, true);
    }
  },
});

/** One GET by a health checker. */
const probeOver =
  (ports: Ports): Probes =>
  async ({ port, host, path, bytesMax }) => {
    try {
      const { status, body } = await ports.ask(port, get(path, host));
      return { status, body: String(body).slice(0, bytesMax) };
    } catch {
      return undefined;
    }
  };
