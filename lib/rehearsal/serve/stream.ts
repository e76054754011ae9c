import type { ServerResponse } from 'node:http';
import type { Clock } from '../world/clock';

/** The live state of the world for every page that listens. */
export interface Stream {
  /** Sends a page everything from now on, the whole state first. */
  add(response: ServerResponse): void;
  close(): void;
}

export interface StreamOptions<State> {
  readonly clock: Clock;
  look(): Promise<State>;
}

/** Four pictures a second are live to the eye. */
const LOOK_EVERY_MILLISECONDS = 250;
/** A page that hears nothing for longer takes the line for dead. */
const HEARTBEAT_MILLISECONDS = 5000;
/** How long a browser waits before it connects anew. */
const RECONNECT_MILLISECONDS = 1000;

/**
 * Server-Sent Events: each event is a whole state, so that a page which lost one, or connects anew, needs no other.
 * The world is looked at only while somebody listens. A page that reads too slowly skips states.
 *
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function openStream<State>({ clock, look }: StreamOptions<State>): Stream {
  const listeners = new Set<ServerResponse>();
  let cancel: (() => void) | undefined;
  let latest = '';
  let sentAt = 0;
  const send = (text: string) => {
    for (const listener of listeners) if (!listener.writableNeedDrain) listener.write(text);
    sentAt = clock.now();
  };
  const tick = async () => {
    const began = clock.now();
    const state = await look().then(JSON.stringify, () => undefined);
    if (state !== undefined && state !== latest) {
      latest = state;
      send(eventOf(state));
    } else if (clock.now() - sentAt > HEARTBEAT_MILLISECONDS) send(': still here\n\n');
    cancel = undefined;
    if (listeners.size > 0) cancel = clock.after(began + LOOK_EVERY_MILLISECONDS - clock.now(), () => void tick());
  };
  return {
    add(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`retry: ${RECONNECT_MILLISECONDS}\n\n`);
      if (latest !== '') response.write(eventOf(latest));
      response.on('close', () => listeners.delete(response));
      listeners.add(response);
      cancel ??= clock.after(0, () => void tick());
    },
    close() {
      for (const listener of listeners) listener.end();
      listeners.clear();
      cancel?.();
    },
  };
}

const eventOf = (state: string): string => `data: ${state}\n\n`;
