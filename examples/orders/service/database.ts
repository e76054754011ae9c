import { unavailableBecause } from './database-errors';

/** The database as the routes see it. */
export interface Database {
  /** Rows of one statement, which commits by itself. @throws Unavailable when another try later may succeed */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** The part of a pg `Pool` that is used here. */
export interface Connections {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
  end(): Promise<void>;
}

/** The database cannot serve this now: unreachable, read-only, or too slow. Answered with 503. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/**
 * A database whose connections are dropped as soon as they turn out to be on the wrong server.
 *
 * A promotion changes which server may write while its old connections live on, so a pool is not to be trusted after
 * SQLSTATE 25006 (read-only) or a lost connection: it is closed, and the next statement connects anew. Each time the
 * hosts are tried in order, because the writer endpoint of a secondary Aurora cluster is inactive until its promotion.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-connecting.html
 */
export function createDatabase(hosts: readonly string[], connect: (host: string) => Connections): Database {
  let current: Promise<Connections> | undefined;

  function open(): Promise<Connections> {
    const opening = firstThatAnswers(hosts, connect);
    opening.catch(() => drop(opening));
    return opening;
  }

  function drop(connections: Promise<Connections>): void {
    if (current === connections) current = undefined;
    // Not awaited: a connection to a Region that went dark may take minutes to close.
    connections.then((dropped) => dropped.end()).catch(() => undefined);
  }

  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      current ??= open();
      const used = current;
      try {
        return (await (await used).query(text, [...values])).rows as Row[];
      } catch (error) {
        const found = unavailableBecause(error);
        if (found?.dropConnections) drop(used);
        throw found ? new Unavailable(found.because, { cause: error }) : error;
      }
    },
    async close() {
      await current?.then((connections) => connections.end()).catch(() => undefined);
    },
  };
}

/** Connections to the first host that answers a statement. */
async function firstThatAnswers(hosts: readonly string[], connect: (host: string) => Connections) {
  let last: unknown;
  for (const host of hosts) {
    const connections = connect(host);
    try {
      await connections.query('select 1', []);
      return connections;
    } catch (error) {
      last = error;
      connections.end().catch(() => undefined);
    }
  }
  throw last;
}
