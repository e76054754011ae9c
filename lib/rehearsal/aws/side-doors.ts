import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AccessKey } from '../world/identities';
import { ConnectionLost } from './connection-lost';

/** What whoever sits at this machine reaches of a world through its one URL, besides AWS. */
export interface SideDoors {
  /** The keys of a person. */
  person(name: string): AccessKey;
  /** The loopback port behind a public name of the world; undefined when its Region is cut. */
  portOf(host: string): number | undefined;
  /** Certificate of the authority that the world's servers are signed by, PEM. */
  readonly caPem: string;
}

const PERSON = /^\/person\/([\w-]+)$/;
const FUNCTION_URL = /^\/function-url\/([a-z0-9.-]+\.lambda-url\.[a-z0-9-]+\.on\.aws)(\/.*)$/;

/**
 * `GET /person/<name>` lends the keys of a person; `POST /function-url/<host>/<path>` is sent to that host by HTTPS,
 * with the headers as they are, because they were signed for it.
 *
 * @returns whether the request was for one of them
 * @throws ConnectionLost when the host cannot be reached
 */
export function takesSideDoor(doors: SideDoors, message: IncomingMessage, response: ServerResponse): boolean {
  const { method, url = '/' } = message;
  const [, person] = (method === 'GET' && PERSON.exec(url)) || [];
  const [, host, path] = (method === 'POST' && FUNCTION_URL.exec(url)) || [];
  if (person !== undefined) {
    const { accessKeyId, secretAccessKey } = doors.person(person);
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ accessKeyId, secretAccessKey }));
  }
  if (host !== undefined && path !== undefined) forward({ doors, host, path }, message, response);
  return person !== undefined || host !== undefined;
}

interface Destination {
  readonly doors: SideDoors;
  readonly host: string;
  readonly path: string;
}

function forward({ doors, host, path }: Destination, message: IncomingMessage, response: ServerResponse): void {
  const port = doors.portOf(host);
  if (port === undefined) throw new ConnectionLost(`${host} cannot be reached`);
  const headers = { ...message.headers, host };
  const to = { host: '127.0.0.1', port, servername: host, ca: doors.caPem, method: 'POST', path, headers };
  const onward = httpsRequest(to, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => message.socket.destroy());
  message.pipe(onward);
}
