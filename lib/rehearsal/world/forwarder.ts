import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { wallClock } from './clock';
import { listenOnLoopback } from './ports';
import { breakOff } from './sockets';

/** One loopback port that stands for a public address and port. */
export interface Forwarder {
  readonly port: number;
  /** Breaks what is connected now; who may connect next is for `targetPort` to say. */
  disconnect(): void;
  close(): Promise<void>;
}

/** Port of the process behind it, asked per connection; undefined when nobody may connect. */
type TargetPort = () => number | undefined;

/** Carries each TCP connection to the target. A connection that may not be is reset. */
export async function forwardTcp(targetPort: TargetPort): Promise<Forwarder> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (inbound) => {
    const port = targetPort();
    if (port === undefined) return breakOff(inbound.on('error', () => {}));
    const outbound = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    join(inbound, outbound);
    for (const socket of [inbound, outbound]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
  });
  const disconnect = () => {
    for (const socket of sockets) breakOff(socket);
  };
  return {
    port: await listenOnLoopback(server),
    disconnect,
    close: async () => {
      disconnect();
      server.close();
      await once(server, 'close');
    },
  };
}

function join(inbound: Socket, outbound: Socket): void {
  inbound.pipe(outbound);
  outbound.pipe(inbound);
  inbound.on('error', () => outbound.destroy()).on('close', () => outbound.destroySoon());
  outbound.on('error', () => breakOff(inbound)).on('close', () => inbound.destroySoon());
}

/** How long an answer to a datagram may take. */
const DATAGRAM_MILLISECONDS = 5000;

/** Carries each datagram to the target and the first answer back. A datagram that may not pass is lost. */
export async function forwardUdp(targetPort: TargetPort): Promise<Forwarder> {
  const waiting = new Set<() => void>();
  const server = createSocket('udp4', (message, sender) => {
    const port = targetPort();
    if (port === undefined) return;
    const outbound = createSocket('udp4');
    const forget = () => {
      cancel();
      waiting.delete(forget);
      outbound.close();
    };
    const cancel = wallClock.after(DATAGRAM_MILLISECONDS, forget);
    waiting.add(forget);
    outbound.on('error', forget).on('message', (answer) => {
      server.send(answer, sender.port, sender.address);
      forget();
    });
    outbound.send(message, port, '127.0.0.1');
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const disconnect = () => {
    for (const forget of waiting) forget();
  };
  return {
    port: server.address().port,
    disconnect,
    close: async () => {
      disconnect();
      server.close();
      await once(server, 'close');
    },
  };
}
