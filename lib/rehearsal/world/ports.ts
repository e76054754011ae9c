import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Lets a server listen on a loopback port of the system's choice. @returns the port */
export async function listenOnLoopback(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port that UDP is given may be somebody's for TCP; so many in a row are nobody's bad luck. */
const PAIRS_MAX = 10;

/** @returns a UDP socket and a TCP server that listen on one loopback port of the system's choice */
export async function listenOnBoth(): Promise<{ udp: UdpSocket; tcp: Server; port: number }> {
  for (let pairs = 1; ; pairs += 1) {
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await once(udp, 'listening');
    const { port } = udp.address();
    const tcp = createServer().listen(port, '127.0.0.1');
    try {
      await once(tcp, 'listening');
      return { udp, tcp, port };
    } catch (error) {
      udp.close();
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || pairs === PAIRS_MAX) throw error;
    }
  }
}

/** A loopback port that nobody listens on, for a program that must be told one before it starts. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenOnLoopback(server);
  server.close();
  await once(server, 'close');
  return port;
}
