import { connect } from 'node:net';

/** Nothing, or something else, answers where a rehearsal world was said to be. */
export class NoWorldError extends Error {
  override readonly name = 'NoWorldError';

  constructor(world: string) {
    super(
      `no world answers at ${world}; start one with npm run rehearse -- <scenario> --hold, ` +
        'and take the URL that it prints',
    );
  }
}

/** A world is on this very machine. */
const CONNECT_MILLISECONDS_MAX = 5000;

/**
 * Whether anything listens where a world is said to be. Only a connection is made: `fetch` would refuse some ports.
 *
 * @param world what `--world` takes
 * @throws NoWorldError
 */
export function worldStands(world: string): Promise<void> {
  const { hostname: host, port } = new URL(world);
  return new Promise((resolve, reject) => {
    // A URL has no port when it is the usual one.
    const socket = connect({ host, port: Number(port || 80), timeout: CONNECT_MILLISECONDS_MAX });
    const fail = () => {
      socket.destroy();
      reject(new NoWorldError(world));
    };
    socket.once('error', fail).once('timeout', fail);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
