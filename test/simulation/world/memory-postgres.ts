import type { PostgresWorld } from '../../../lib/rehearsal/aws/rds/options';
import type { Clock } from '../../../lib/rehearsal/world/clock';
import type { Link } from '../../../lib/rehearsal/world/link';
import type { Postgres } from '../../../lib/rehearsal/world/postgres';

/** One row that was written, and when: a follower has it a moment later. */
export interface Row {
  readonly table: 'orders' | 'canary_orders';
  readonly key: string;
  /** Of a canary. @default 0 */
  readonly epoch: number;
  readonly at: number;
}

/** A database server as far as failovers see it: rows, and whether it follows another. */
export class MemoryPostgres implements Postgres {
  rows: Row[] = [];
  private isUp = true;
  /** What was written later than this reaches no follower. @default everything does */
  private sentUntil = Number.POSITIVE_INFINITY;
  private isReadOnly = false;
  private following: MemoryPostgres | undefined;
  /** What this server had from the one it follows when their line was last whole. */
  private link: MemoryLink | undefined;

  constructor(
    readonly name: string,
    readonly port: number,
    private readonly clock: Clock,
  ) {}

  follow(of: MemoryPostgres, link: MemoryLink | undefined): void {
    this.following = of;
    this.link = link;
    this.rows = [...of.rows];
  }

  /** Takes over what has arrived by now. */
  catchUp(): void {
    const { following, link } = this;
    if (!following) return;
    const latency = link?.latencyMilliseconds ?? 0;
    const sentUntil = Math.min(
      following.isUp ? this.clock.now() : Number.POSITIVE_INFINITY,
      following.sentUntil,
      link?.downSince ?? Number.POSITIVE_INFINITY,
    );
    const arrived = sentUntil - latency;
    for (const row of following.rows.slice(this.rows.length)) if (row.at <= arrived) this.rows.push(row);
  }

  /** Seconds by which this follower is behind; undefined for a writer. */
  lagSeconds(): number | undefined {
    if (!this.following || !this.isUp) return undefined;
    this.catchUp();
    return (this.link?.latencyMilliseconds ?? 0) / 1000;
  }

  takesWrites(): boolean {
    return this.isUp && !this.isReadOnly && !this.following;
  }

  write(row: Omit<Row, 'at'>): boolean {
    if (!this.takesWrites()) return false;
    this.rows.push({ ...row, at: this.clock.now() });
    return true;
  }

  /** What a reader sees now. */
  read(): readonly Row[] {
    this.catchUp();
    return this.rows;
  }

  async start(): Promise<void> {
    this.isUp = true;
    this.sentUntil = Number.POSITIVE_INFINITY;
  }

  /** A server that ends in order sends its followers everything first. */
  async stop(): Promise<void> {
    this.isUp = false;
  }

  /** What is on its way is lost with it. */
  async crash(): Promise<void> {
    if (this.isUp) this.sentUntil = this.clock.now();
    this.isUp = false;
  }

  async promote(): Promise<void> {
    this.catchUp();
    this.following = undefined;
    this.link = undefined;
  }

  isRunning(): boolean {
    return this.isUp;
  }

  async inRecovery(): Promise<boolean> {
    return this.following !== undefined;
  }

  /** The few statements that the world itself sends. */
  async query<Result>(sql: string): Promise<Result[]> {
    if (sql.includes('default_transaction_read_only')) this.isReadOnly = true;
    if (sql.includes('pg_last_wal_receive_lsn')) {
      this.catchUp();
      return [{ done: true } as Result];
    }
    return [];
  }
}

class MemoryLink implements Link {
  latencyMilliseconds = 0;
  /** What was sent before has arrived all the same. @default it is whole */
  downSince: number | undefined;
  constructor(
    readonly port: number,
    private readonly clock: Clock,
  ) {}
  cut(): void {
    this.downSince ??= this.clock.now();
  }
  heal(): void {
    this.downSince = undefined;
  }
  async close(): Promise<void> {
    this.cut();
  }
}

export interface MemoryPostgresWorld extends PostgresWorld {
  /** The server that listens on a port. */
  serverAt(port: number): MemoryPostgres | undefined;
}

/** Where memory servers listen: apart from programs, which answer HTTP. */
const FIRST_PORT = 50_000;

export function createMemoryPostgres(clock: Clock): MemoryPostgresWorld {
  const servers = new Map<number, MemoryPostgres>();
  const create = (name: string): MemoryPostgres => {
    const server = new MemoryPostgres(name, FIRST_PORT + servers.size, clock);
    servers.set(server.port, server);
    return server;
  };
  const links: MemoryLink[] = [];
  return {
    createPrimary: async ({ name }) => create(name),
    createReplica: async ({ of, name, through }) => {
      const replica = create(name);
      replica.follow(of as MemoryPostgres, links[through]);
      return replica;
    },
    replicaLagSeconds: async (replica) => (replica as MemoryPostgres).lagSeconds(),
    openLink: async () => {
      const link = new MemoryLink(links.length, clock);
      links.push(link);
      return link;
    },
    serverAt: (port) => servers.get(port),
  };
}
