import type { Clock } from './world/clock';
import { resolveHost } from './world/dns-client';

/** Asks for the public name all the time, as the world's resolvers do. */
export interface NameWatch {
  /** How often the name had no address although it was once known. */
  readonly emptyAnswers: number;
  /** Every address that was answered so far. */
  readonly answered: ReadonlySet<string>;
  stop(): Promise<void>;
}

const PAUSE_MILLISECONDS = 250;

/** @param host the public name, from the moment its records exist */
export function watchName(host: string, { dnsPort, clock }: { dnsPort: number; clock: Clock }): NameWatch {
  const stopped = new AbortController();
  let emptyAnswers = 0;
  const answered = new Set<string>();
  let isKnown = false;
  const watching = (async () => {
    while (!stopped.signal.aborted) {
      const answer = await resolveHost(host, dnsPort).catch((error: { code?: string }) => error.code);
      isKnown ||= typeof answer === 'object';
      if (typeof answer === 'object') answered.add(answer.address);
      if (isKnown && answer === 'ENOTFOUND') emptyAnswers += 1;
      await clock.sleep(PAUSE_MILLISECONDS, stopped.signal).catch(() => {});
    }
  })();
  return {
    answered,
    get emptyAnswers() {
      return emptyAnswers;
    },
    stop: () => {
      stopped.abort();
      return watching;
    },
  };
}
