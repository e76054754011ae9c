import type { ServerResponse } from 'node:http';
import type { Clock } from '../world/clock';

/** The live state of the world for every page that listens. */
export interface Stream {
  /** Sends a page everything from now on, the whole state first. */
  add(response: ServerResponse): void;
  /** Sends every page how things stand, without waiting for its turn. */
  show(): Promise<void>;
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
/** A page that found no place asks again, but not so often that it is in the way. */
const RETRY_MILLISECONDS = 5000;
/**
 * A browser opens six connections to one server and no more. With a sixth page none would be left to give an order.
 *
 * Source: https://developer.mozilla.org/en-US/docs/Web/API/EventSource
 */
const LISTENERS_MAX = 5;

const FULL = `${LISTENERS_MAX} pages listen already, and a browser has no connections for more: close one of them`;

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
  const show = async () => {
    const state = await look().then(JSON.stringify, () => undefined);
    if (state !== undefined && state !== latest) {
      latest = state;
      send(eventOf(state));
    } else if (clock.now() - sentAt > HEARTBEAT_MILLISECONDS) send(': still here\n\n');
  };
  const tick = async () => {
    const began = clock.now();
    await show();
    cancel = undefined;
    if (listeners.size > 0) cancel = clock.after(began + LOOK_EVERY_MILLISECONDS - clock.now(), () => void tick());
  };
  return {
    add(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (listeners.size >= LISTENERS_MAX) {
        response.end(`retry: ${RETRY_MILLISECONDS}\nevent: refused\ndata: ${FULL}\n\n`);
        return;
      }
      response.write(`retry: ${RECONNECT_MILLISECONDS}\n\n`);
      if (latest !== '') response.write(eventOf(latest));
      response.on('close', () => listeners.delete(response));
      listeners.add(response);
      cancel ??= clock.after(0, () => void tick());
    },
    show,
    close() {
      for (const listener of listeners) listener.end();
      listeners.clear();
      cancel?.();
    },
  };
}

const eventOf = (state: string): string => `data: ${state}\n\n`;
