import dns from 'node:dns/promises';
import { addressProblem } from './public-address';

export interface Question {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
}

/** What the zone's own name servers say about a name. */
export type NameAnswer =
  | {
      readonly outcome: 'answered';
      /** Every address that any server gave, sorted; none when the name does not exist. */
      readonly addresses: readonly string[];
      /** How long resolvers may hold this answer, seconds; 0 without an address. */
      readonly ttlSeconds: number;
      /** Servers that did not answer, each with its reason. */
      readonly silent: readonly string[];
    }
  | { readonly outcome: 'unreachable'; readonly because: string };

/** Asks the name servers of a zone directly, past every cache. Never rejects. */
export interface ZoneDns {
  /** One answer per question, in their order. */
  ask(questions: readonly Question[]): Promise<readonly NameAnswer[]>;
}

/** The part of Node's resolver that is used; the seam where a test stands in. */
export type Resolves = Pick<dns.Resolver, 'resolveNs' | 'resolve4' | 'resolve6'>;

/** A server answers within 100 ms from anywhere; the second try waits twice as long, so a silent one costs 4.5 s. */
const SETTINGS = { timeout: 1500, tries: 2 };

/** @param servers addresses to ask @default the resolvers of the system */
function systemResolver(servers?: readonly string[]): Resolves {
  const resolver = new dns.Resolver(SETTINGS);
  if (servers) resolver.setServers(servers);
  return resolver;
}

export const zoneDns = (resolverOf: (servers?: readonly string[]) => Resolves = systemResolver): ZoneDns => ({
  async ask(questions) {
    const zones = new Zones(resolverOf());
    return Promise.all(
      questions.map(async (question) => {
        try {
          return merged(await askEach(question, await zones.serversFor(question.name), resolverOf));
        } catch (error) {
          return { outcome: 'unreachable', because: `${question.name}: ${(error as Error).message}` };
        }
      }),
    );
  },
});

interface Server {
  readonly host: string;
  /** Absent when the name server's own name has no public address. */
  readonly address: string | undefined;
}

/** Codes that mean "there is nothing of this kind", which is an answer. */
const NOTHING = ['ENODATA', 'ENOTFOUND'];

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error);

/** The name servers of the zones that were met during one round of questions. */
class Zones {
  private readonly known = new Map<string, Promise<readonly Server[]>>();

  constructor(private readonly resolver: Resolves) {}

  /** Servers of the zone that holds `name`: the nearest name above it that has NS records. */
  serversFor(name: string): Promise<readonly Server[]> {
    const servers = this.known.get(name) ?? this.find(name);
    this.known.set(name, servers);
    return servers;
  }

  private async find(name: string): Promise<readonly Server[]> {
    // A top-level domain's servers would only refer to the zone that is missing.
    if (!name.includes('.')) throw new Error('no zone was found; is the domain delegated?');
    const hosts = await this.resolver.resolveNs(name).catch((error) => {
      if (NOTHING.includes(codeOf(error))) return [];
      throw new Error(`the system's resolver cannot be asked for the servers of ${name} (${codeOf(error)})`);
    });
    return hosts.length > 0
      ? Promise.all(hosts.map((host) => this.server(host)))
      : this.serversFor(name.slice(name.indexOf('.') + 1));
  }

  private async server(host: string): Promise<Server> {
    const addresses = await this.resolver.resolve4(host).catch((): string[] => []);
    return { host, address: addresses.find((address) => !addressProblem(address)) };
  }
}

interface AddressRecord {
  readonly address: string;
  readonly ttl: number;
}
type Reply = { readonly records: readonly AddressRecord[] } | { readonly silent: string };

const askEach = (
  { name, type }: Question,
  servers: readonly Server[],
  resolverOf: (servers: readonly string[]) => Resolves,
): Promise<Reply[]> =>
  Promise.all(
    servers.map(async ({ host, address }): Promise<Reply> => {
      if (address === undefined) return { silent: `${host} (no public address)` };
      const resolver = resolverOf([address]);
      const ttl = { ttl: true } as const;
      try {
        return { records: await (type === 'A' ? resolver.resolve4(name, ttl) : resolver.resolve6(name, ttl)) };
      } catch (error) {
        return NOTHING.includes(codeOf(error)) ? { records: [] } : { silent: `${host} (${codeOf(error)})` };
      }
    }),
  );

/** All addresses of all servers: while one of them still gives an old address, some users still get it. */
function merged(replies: readonly Reply[]): NameAnswer {
  const silent = replies.flatMap((reply) => ('silent' in reply ? [reply.silent] : []));
  if (silent.length === replies.length) throw new Error(`no name server answers: ${silent.join(', ')}`);
  const records = replies.flatMap((reply) => ('records' in reply ? reply.records : []));
  return {
    outcome: 'answered',
    addresses: [...new Set(records.map(({ address }) => address))].sort(),
    ttlSeconds: Math.max(0, ...records.map(({ ttl }) => ttl)),
    silent,
  };
}
