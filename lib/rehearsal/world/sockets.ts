import type { Socket } from 'node:net';

/**
 * Breaks a connection so that its peer sees an error and not an ordinary end. Node never closes a socket that is reset
 * while it is ending, and then spins when the process exits: such a one is closed the ordinary way.
 */
export function breakOff(socket: Socket): void {
  if (socket.writableEnded || socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}
