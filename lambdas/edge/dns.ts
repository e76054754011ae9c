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

/** What the zone's own name servers say in the TXT records of a name. */
export type TextAnswer =
  | {
      readonly outcome: 'answered';
      /** Every text that any server gave, each once; none when there is no such record. */
      readonly values: readonly string[];
      /** Servers that did not answer, each with its reason. */
      readonly silent: readonly string[];
    }
  | { readonly outcome: 'unreachable'; readonly because: string };

/** Asks the name servers of a zone directly, past every cache. Never rejects. */
export interface ZoneDns {
  /** One answer per question, in their order. */
  ask(questions: readonly Question[]): Promise<readonly NameAnswer[]>;
  /** The TXT records of each name, in their order. */
  texts(names: readonly string[]): Promise<readonly TextAnswer[]>;
}

/** The part of Node's resolver that is used; the seam where a test stands in. */
export type Resolves = Pick<dns.Resolver, 'resolveNs' | 'resolve4' | 'resolve6' | 'resolveTxt'>;

/** A server answers within 100 ms from anywhere; the second try waits twice as long, so a silent one costs 4.5 s. */
const SETTINGS = { timeout: 1500, tries: 2 };

/** @param servers addresses to ask @default the resolvers of the system */
function systemResolver(servers?: readonly string[]): Resolves {
  const resolver = new dns.Resolver(SETTINGS);
  if (servers) resolver.setServers(servers);
  return resolver;
}

export const zoneDns = (resolverOf: (servers?: readonly string[]) => Resolves = systemResolver): ZoneDns => {
  /** Asks every server of the zone that holds `name`, and makes one answer of what they say. */
  async function merged<Rdata, Answer>(
    { name, zones }: { name: string; zones: Zones },
    resolve: (resolver: Resolves) => Promise<Rdata[]>,
    answerOf: (found: readonly Rdata[]) => Answer,
  ) {
    try {
      const replies = await askEach(await zones.serversFor(name), resolve, resolverOf);
      return { outcome: 'answered', ...answerOf(foundIn(replies)), silent: silentIn(replies) } as const;
    } catch (error) {
      return { outcome: 'unreachable', because: `${name}: ${(error as Error).message}` } as const;
    }
  }

  return {
    async ask(questions) {
      const zones = new Zones(resolverOf());
      return Promise.all(
        questions.map(({ name, type }) =>
          merged({ name, zones }, (resolver) => addresses(resolver, { name, type }), allAddresses),
        ),
      );
    },
    async texts(names) {
      const zones = new Zones(resolverOf());
      return Promise.all(
        names.map((name) => merged({ name, zones }, (resolver) => resolver.resolveTxt(name), allTexts)),
      );
    },
  };
};

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

type Reply<Rdata> = { readonly found: readonly Rdata[] } | { readonly silent: string };

const askEach = <Rdata>(
  servers: readonly Server[],
  resolve: (resolver: Resolves) => Promise<Rdata[]>,
  resolverOf: (servers: readonly string[]) => Resolves,
): Promise<Reply<Rdata>[]> =>
  Promise.all(
    servers.map(async ({ host, address }): Promise<Reply<Rdata>> => {
      if (address === undefined) return { silent: `${host} (no public address)` };
      try {
        return { found: await resolve(resolverOf([address])) };
      } catch (error) {
        return NOTHING.includes(codeOf(error)) ? { found: [] } : { silent: `${host} (${codeOf(error)})` };
      }
    }),
  );

const silentIn = <Rdata>(replies: readonly Reply<Rdata>[]): string[] =>
  replies.flatMap((reply) => ('silent' in reply ? [reply.silent] : []));

function foundIn<Rdata>(replies: readonly Reply<Rdata>[]): Rdata[] {
  const silent = silentIn(replies);
  if (silent.length === replies.length) throw new Error(`no name server answers: ${silent.join(', ')}`);
  return replies.flatMap((reply) => ('found' in reply ? reply.found : []));
}

interface AddressRecord {
  readonly address: string;
  readonly ttl: number;
}

const addresses = (resolver: Resolves, { name, type }: Question): Promise<AddressRecord[]> =>
  type === 'A' ? resolver.resolve4(name, { ttl: true }) : resolver.resolve6(name, { ttl: true });

/** All addresses of all servers: while one of them still gives an old address, some users still get it. */
const allAddresses = (records: readonly AddressRecord[]) => ({
  addresses: [...new Set(records.map(({ address }) => address))].sort(),
  ttlSeconds: Math.max(0, ...records.map(({ ttl }) => ttl)),
});

/** A text longer than 255 bytes travels in pieces. */
const allTexts = (records: readonly (readonly string[])[]) => ({
  values: [...new Set(records.map((pieces) => pieces.join('')))].sort(),
});
