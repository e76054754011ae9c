import type { Listener, ListenerParts } from '../../../lib/rehearsal/world/listener';
import type { Ports } from './ports';

const plainAnswer = (status: number) => ({ status, headers: { 'content-type': 'text/plain' }, body: `${status}\n` });

/** Hands each request to a target, as the load balancer's listener does. */
export const openMemoryListener =
  (ports: Ports) =>
  async ({ route }: ListenerParts): Promise<Listener> => {
    const port = ports.open(async (request) => {
      const routed = route(new URL(request.url, 'https://host').pathname);
      if (typeof routed === 'number') return plainAnswer(routed);
      const target = routed.nextPort();
      return target === undefined ? plainAnswer(503) : ports.ask(target, request).catch(() => plainAnswer(502));
    });
    return { port, close: async () => ports.close(port) };
  };
