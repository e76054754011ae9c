import { createSocket } from 'node:dgram';
import { type DecodedPacket, decode, encode } from 'dns-packet';
import { wallClock } from './clock';

const ANSWER_MILLISECONDS_MAX = 2000;

export interface ResolvedAddress {
  readonly address: string;
  /** The smallest on the way to the address. */
  readonly ttlSeconds: number;
}

/**
 * The IPv4 address of `host`, asked from the server on loopback `port`. Nothing is cached.
 * @throws ENOTFOUND when the name has no address, ETIMEOUT when no answer comes
 */
export async function resolveHost(host: string, port: number): Promise<ResolvedAddress> {
  const { answers = [] } = await ask(host, port);
  const address = answers.find((answer) => answer.type === 'A');
  if (address?.type !== 'A') throw Object.assign(new Error(`host ${host} does not resolve`), { code: 'ENOTFOUND' });
  const ttls = answers.map((answer) => ('ttl' in answer ? (answer.ttl ?? 0) : 0));
  return { address: address.data, ttlSeconds: Math.min(...ttls) };
}

function ask(host: string, port: number): Promise<DecodedPacket> {
  const socket = createSocket('udp4');
  return new Promise<DecodedPacket>((resolve, reject) => {
    const late = () => reject(Object.assign(new Error(`no answer for ${host}`), { code: 'ETIMEOUT' }));
    const cancel = wallClock.after(ANSWER_MILLISECONDS_MAX, late);
    socket.on('close', cancel).on('error', reject);
    socket.on('message', (answer) => resolve(decode(answer)));
    socket.send(encode({ type: 'query', questions: [{ name: host, type: 'A' }] }), port, '127.0.0.1');
  }).finally(() => socket.close());
}
