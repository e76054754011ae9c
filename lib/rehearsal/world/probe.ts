import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { wallClock } from './clock';

export interface Probe {
  readonly scheme: 'http' | 'https';
  /** On loopback. */
  readonly port: number;
  /** For the Host header and, with https, the server name. */
  readonly host: string;
  readonly path: string;
  readonly connectSecondsMax: number;
  /** From the connection to the status line, and from there to the end of what is read of the body. */
  readonly answerSecondsMax: number;
  /** How much of the body is read. */
  readonly bytesMax: number;
}

export interface ProbeAnswer {
  readonly status: number;
  readonly body: string;
}

/** How health checkers probe; the seam where a simulation stands in. */
export type Probes = (probe: Probe) => Promise<ProbeAnswer | undefined>;

/** One GET by a health checker; undefined when there is no answer in time. Certificates are not validated. */
export function probeOnce(probe: Probe): Promise<ProbeAnswer | undefined> {
  return new Promise((resolve) => {
    const send = probe.scheme === 'https' ? httpsRequest : httpRequest;
    const request = send({
      host: '127.0.0.1',
      port: probe.port,
      path: probe.path,
      agent: false,
      headers: { host: probe.host, connection: 'close' },
      ...(probe.scheme === 'https' && { servername: probe.host, rejectUnauthorized: false }),
    });
    const settle = (answer?: ProbeAnswer) => {
      cancel();
      request.destroy();
      resolve(answer);
    };
    let cancel = wallClock.after(probe.connectSecondsMax * 1000, settle);
    const allow = (seconds: number) => {
      cancel();
      cancel = wallClock.after(seconds * 1000, settle);
    };
    const connected = probe.scheme === 'https' ? 'secureConnect' : 'connect';
    request.on('socket', (socket) => socket.once(connected, () => allow(probe.answerSecondsMax)));
    request.on('error', () => settle());
    request.on('response', (response) => {
      allow(probe.answerSecondsMax);
      readStart(response, probe.bytesMax).then(
        (body) => settle({ status: response.statusCode ?? 0, body }),
        () => settle(),
      );
    });
    request.end();
  });
}

async function readStart(response: IncomingMessage, bytesMax: number): Promise<string> {
  let body = Buffer.alloc(0);
  for await (const bytes of response) {
    body = Buffer.concat([body, bytes]);
    if (body.length >= bytesMax) break;
  }
  return body.subarray(0, bytesMax).toString();
}
