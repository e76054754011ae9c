import dns from 'node:dns';
import { once } from 'node:events';
import tls from 'node:tls';
import { systemClock } from './clock';
import { addressProblem } from './public-address';

/** How names become addresses, and addresses connections; the seam where a test stands in. */
export interface Internet {
  /** Every address of a name. Rejects when there is none. */
  resolve(host: string): Promise<readonly string[]>;
  /** Where a port of an address is dialled. */
  placeOf(address: string, port: number): { readonly host: string; readonly port: number };
  /** Trusted authorities, PEM. @default those of Node.js */
  readonly ca?: string;
}

/** A connection to a public name that is to be made. */
export interface Dial {
  readonly host: string;
  readonly port: number;
  readonly internet: Internet;
  /** Ends every attempt. */
  readonly deadline: AbortSignal;
}

/**
 * For TCP and TLS, as long as the health checkers of Route 53 wait for TCP alone. The other side of the world connects
 * within a second; a packet that is lost costs another, and lost twice three.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 * and https://www.rfc-editor.org/rfc/rfc6298#section-2
 */
export const CONNECT_MILLISECONDS_MAX = 4000;
/**
 * How long an address is tried before the next one is tried beside it. The addresses of a load balancer are those of
 * its zones: the silence of all of them costs one time-out and a bit, and that of one zone costs nobody an answer.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc8305#section-5
 */
const NEXT_ADDRESS_MILLISECONDS = 250;

export const HTTPS_PORT = 443;

// The default export is read at each call, because what replaces a function of `dns` replaces it there.
export const theInternet: Internet = {
  resolve: (host) =>
    new Promise((resolve, reject) => {
      dns.lookup(host, { all: true }, (error, found) => {
        if (error) return reject(error);
        // IPv4 first: a function outside a VPC has no route to an IPv6 address.
        resolve([...found].sort((a, b) => a.family - b.family).map(({ address }) => address));
      });
    }),
  placeOf: (address, port) => ({ host: address, port }),
};

export type PublicAddresses = { readonly addresses: readonly string[] } | { readonly problem: string };

/** All addresses of the name, or why none may be called: one that is not public condemns the name. */
export async function publicAddresses({ host, internet, deadline }: Omit<Dial, 'port'>): Promise<PublicAddresses> {
  let addresses: readonly string[];
  try {
    addresses = await Promise.race([internet.resolve(host), aborted(deadline)]);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { problem: `${host} does not resolve: ${deadline.aborted ? 'no answer in time' : (code ?? message)}` };
  }
  const bad = addresses.map((address) => ({ address, kind: addressProblem(address) })).find(({ kind }) => kind);
  if (bad) return { problem: `address not allowed: ${host} is ${bad.address} (${bad.kind}); use a public address` };
  return addresses.length > 0 ? { addresses } : { problem: `${host} has no address` };
}

/** The other side finished the TLS handshake, so it is alive, with a certificate that is not trusted for the name. */
export class CertificateNotAccepted extends Error {
  constructor({ message }: Error, port: number) {
    super(`answers on port ${port} with a certificate that is not accepted: ${message}`);
  }
}

/**
 * A TLS connection to the first of the addresses that takes one, verified for the name. The next one is tried beside
 * those that are silent, so that one dead zone does not make a Region look dead.
 *
 * @throws CertificateNotAccepted when any address showed such a one, otherwise the last address's error
 */
export async function firstConnection(addresses: readonly string[], dial: Dial): Promise<tls.TLSSocket> {
  const over = new AbortController();
  const deadline = AbortSignal.any([dial.deadline, over.signal]);
  const tried: Promise<tls.TLSSocket>[] = [];
  for (const address of addresses) {
    tried.push(connection(address, { ...dial, deadline }));
    const isThere = Promise.any(tried).then(
      () => true,
      () => false,
    );
    const later = systemClock.sleep(NEXT_ADDRESS_MILLISECONDS).then(() => false);
    if ((await Promise.race([isThere, later])) || deadline.aborted) break;
  }
  try {
    const first = await Promise.any(tried);
    for (const one of tried) one.then((socket) => socket !== first && socket.destroy()).catch(() => {});
    return first;
  } catch (error) {
    const { errors } = error as AggregateError;
    throw errors.find((problem) => problem instanceof CertificateNotAccepted) ?? errors.at(-1);
  } finally {
    over.abort();
  }
}

async function connection(address: string, { host, port, internet, deadline }: Dial): Promise<tls.TLSSocket> {
  const limit = AbortSignal.timeout(CONNECT_MILLISECONDS_MAX);
  const socket = tls.connect({
    ...internet.placeOf(address, port),
    servername: host,
    rejectUnauthorized: true,
    ...(internet.ca !== undefined && { ca: internet.ca }),
  });
  // An error after this function has ended belongs to the request; without a listener it would end the process.
  socket.on('error', () => {});
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.any([deadline, limit]) });
    return socket;
  } catch (error) {
    socket.destroy();
    // Set only once the handshake is over and the certificate was looked at.
    if (socket.authorizationError) throw new CertificateNotAccepted(error as Error, port);
    if (!limit.aborted) throw error;
    const where = `${address}:${port}`;
    throw new Error(`no connection to ${where} within ${CONNECT_MILLISECONDS_MAX} ms`, { cause: error });
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
