import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from '../world/clock';
import type { Identities } from '../world/identities';
import { listenOnLoopback } from '../world/ports';
import { ConnectionLost } from './connection-lost';
import { carryOut, type Endpoint } from './endpoint';
import type { HistoryLine } from './history';
import type { IamDecider } from './iam';
import { readRequest } from './protocol/http-message';
import { protocolOf } from './protocol/protocol';
import type { Call, RawResponse, Service } from './service';
import { type SideDoors, takesSideDoor } from './side-doors';

export interface AwsServerOptions {
  readonly services: readonly Service[];
  readonly identities: Identities;
  readonly decide: IamDecider;
  /** Whether a Region is unreachable; a call signed for it, or from it, finds its connection destroyed. */
  isCut(region: string): boolean;
  /** Told about every call that changes something. */
  onCall(line: HistoryLine): void;
  /** Told about every call of an operation that is not rehearsed: a violation. */
  onUnimplemented(call: UnimplementedCall): void;
  /** Told about what a service threw that is no AwsError: a defect of this world. */
  onDefect(error: unknown): void;
  /**
   * Stands around every authorised call and may throw an AwsError or ConnectionLost before or after it, or wait.
   *
   * @default nothing is done to any call
   */
  around?(call: ServiceCall, carryOut: () => Promise<RawResponse>): Promise<RawResponse>;
  readonly clock: Clock;
  /** What is reached besides AWS. @default nothing */
  readonly sideDoors?: SideDoors;
}

/** A call, and the service it is for. */
export interface ServiceCall extends Call {
  readonly service: string;
}

export interface UnimplementedCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** Session name of the caller. */
  readonly about: string;
}

export interface AwsServer {
  /** The one endpoint of all services and Regions, `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts the endpoint on loopback. @throws when a client speaks a protocol that is not spoken here */
export async function startAwsServer(options: AwsServerOptions): Promise<AwsServer> {
  const spoken = options.services.map((service) => ({ service, protocol: protocolOf(service.client) }));
  const endpoint = { options, services: new Map(spoken.map((one) => [one.service.signingName, one])) };
  const server = createServer((message, response) => void handle(endpoint, message, response));
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(endpoint: Endpoint, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { sideDoors } = endpoint.options;
  try {
    if (sideDoors && takesSideDoor(sideDoors, message, response)) return;
    send(response, await carryOut(endpoint, await readRequest(message)));
  } catch (error) {
    if (!(error instanceof ConnectionLost)) endpoint.options.onDefect(error);
    message.socket.destroy();
  }
}

function send(response: ServerResponse, { status, headers, body }: RawResponse): void {
  response.writeHead(status, { 'content-length': body.length, ...headers });
  response.end(body);
}
