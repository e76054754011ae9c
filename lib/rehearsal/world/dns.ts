import { once } from 'node:events';
import type { Socket } from 'node:net';
import { answerTo } from './dns-answer';
import type { Network } from './network';
import { listenOnBoth } from './ports';

/** Records that answer a question: one set of values under one name. */
export interface ZoneAnswer {
  readonly ttl: number;
  readonly type: 'A' | 'AAAA' | 'TXT' | 'NS' | 'CNAME' | 'SOA';
  readonly name: string;
  readonly values: readonly string[];
}

/** Answers for the hosted zones of the world. */
export interface ZoneSource {
  zoneNames(): { name: string; nameServers: string[] }[];
  /** undefined: the name is in none of the zones. */
  answer(name: string, type: string): ZoneAnswer[] | 'NXDOMAIN' | undefined;
}

/** Authoritative for the hosted zones and resolver for everything else in the world. */
export interface Dns {
  /** UDP and TCP, on loopback. */
  readonly port: number;
  /** Gives the name server a public address and a name, and lets it answer on port 53 there. */
  serveAs(nameServerHost: string): Promise<void>;
  close(): Promise<void>;
}

/** One server on loopback. `source` is asked per question: the zones may come to life later than their server. */
export async function startDns(options: { network: Network; source(): ZoneSource | undefined }): Promise<Dns> {
  const respond = (question: Buffer) => answerTo(question, options);
  const connections = new Set<Socket>();
  const { udp, tcp, port } = await listenOnBoth();
  udp.on('message', (question, sender) => {
    const response = respond(question);
    if (response) udp.send(response, sender.port, sender.address);
  });
  tcp.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket)).on('error', () => {});
    serveTcp(socket, respond);
  });
  return {
    port,
    serveAs: async (nameServerHost) => {
      const address = options.network.allocate('global');
      options.network.name(nameServerHost, address);
      await options.network.expose({ address, port: 53, protocol: 'udp' }, () => port);
      await options.network.expose({ address, port: 53, protocol: 'tcp' }, () => port);
    },
    close: async () => {
      for (const socket of connections) socket.destroy();
      udp.close();
      tcp.close();
      await once(tcp, 'close');
    },
  };
}

/** Over TCP each message follows its length in two bytes (RFC 1035, 4.2.2). */
function serveTcp(socket: Socket, respond: (question: Buffer) => Buffer | undefined): void {
  let received = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0);
      const answer = respond(received.subarray(2, end));
      if (answer === undefined) return void socket.destroy();
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      socket.write(Buffer.concat([length, answer]));
      received = received.subarray(end);
    }
  });
}
