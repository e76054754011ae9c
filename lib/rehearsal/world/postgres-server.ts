import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Pool, type PoolClient } from 'pg';
import { hasExited, killed, owned } from './children';
import { wallClock } from './clock';
import type { Postgres } from './postgres';
import { removeSharedMemory } from './postgres-memory';
import { serverUser } from './postgres-user';

export interface ServerSettings {
  readonly name: string;
  readonly directory: string;
  readonly port: number;
  /** Path of the `postgres` program. */
  readonly program: string;
  readonly database: string;
  /** Of the superuser `world`. */
  readonly password: string;
}

/** The world's own hand in each server. */
export const SUPERUSER = 'world';

const READY_MILLISECONDS_MAX = 20_000;
const STOP_MILLISECONDS_MAX = 10_000;
/** Killed processes let go of their memory within this time, even where nobody reaps them. */
const GONE_MILLISECONDS_MAX = 200;
const LOOK_AGAIN_MILLISECONDS = 20;
const LOG_CHARACTERS_KEPT = 4000;
/** Resolution of the replication lag. */
const HEARTBEAT_MILLISECONDS = 200;

/** A PostgreSQL server process and its data directory. */
export class PostgresServer implements Postgres {
  private child: ChildProcess | undefined;
  private pool: Pool | undefined;
  private heartbeat = new AbortController();
  private log = '';

  constructor(readonly settings: ServerSettings) {}

  get name(): string {
    return this.settings.name;
  }

  get port(): number {
    return this.settings.port;
  }

  isRunning(): boolean {
    return this.child !== undefined && !hasExited(this.child);
  }

  async start(): Promise<void> {
    if (this.isRunning()) return;
    const { program, directory } = this.settings;
    const environment = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };
    const child = owned(
      spawn(program, ['-D', directory, '-p', String(this.port)], {
        ...serverUser(),
        cwd: directory,
        env: environment,
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
      // An immediate shutdown: unlike a kill it takes the server's own processes and memory along.
      'SIGQUIT',
    );
    child.stderr.on('data', (text) => {
      this.log = (this.log + text).slice(-LOG_CHARACTERS_KEPT);
    });
    this.child = child;
    await this.untilReady();
    this.heartbeat = new AbortController();
    void this.beatUntil(this.heartbeat.signal);
  }

  async stop(): Promise<void> {
    await this.disconnect();
    const { child } = this;
    if (!child || hasExited(child)) return;
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    const cancel = wallClock.after(STOP_MILLISECONDS_MAX, () => child.kill('SIGQUIT'));
    await exited;
    cancel();
  }

  /**
   * Kills the postmaster and everything it started. Its children lead process groups of their own, so it is first held
   * still, and asked which processes there are.
   */
  async crash(): Promise<void> {
    const { child } = this;
    if (!child || hasExited(child)) return;
    const processes = await this.heldProcesses(child).catch(() => []);
    // While the postmaster still is there to be ended should this process end now; it goes with its last user.
    await removeSharedMemory(this.settings.directory);
    for (const pid of processes) signal(pid, 'SIGKILL');
    await killed(child);
    await this.disconnect();
    const deadline = wallClock.now() + GONE_MILLISECONDS_MAX;
    while (processes.some((pid) => signal(pid, 0)) && wallClock.now() < deadline) {
      await wallClock.sleep(LOOK_AGAIN_MILLISECONDS);
    }
  }

  async promote(): Promise<void> {
    const [row] = await this.query<{ promoted: boolean }>('select pg_promote(true, 30) as promoted');
    if (!row?.promoted) throw new Error(`${this.name} was not promoted within 30 seconds: ${this.log}`);
  }

  async inRecovery(): Promise<boolean> {
    const [row] = await this.query<{ recovering: boolean }>('select pg_is_in_recovery() as recovering');
    return row?.recovering === true;
  }

  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.withSession(async (session) => (await session.query(sql, parameters)).rows);
  }

  /** Runs `work` on one connection: a backup must be stopped by the session that started it. */
  async withSession<Result>(work: (session: PoolClient) => Promise<Result>): Promise<Result> {
    if (!this.isRunning()) throw new Error(`PostgreSQL ${this.name} is not running: start it first`);
    const session = await this.connections().connect();
    try {
      const result = await work(session);
      session.release();
      return result;
    } catch (error) {
      session.release(true);
      throw error;
    }
  }

  private connections(): Pool {
    if (this.pool) return this.pool;
    const { port, database, password } = this.settings;
    const connection = { host: '127.0.0.1', port, user: SUPERUSER, password, database, connectionTimeoutMillis: 3000 };
    this.pool = new Pool({ ...connection, max: 4, idleTimeoutMillis: 0 });
    // Idle connections end with the server, which nobody needs to be told.
    this.pool.on('error', () => {});
    // The pool listens to idle connections only; of one in use, its query rejects.
    this.pool.on('connect', (connection) => connection.on('error', () => {}));
    return this.pool;
  }

  private async disconnect(): Promise<void> {
    this.heartbeat.abort();
    const { pool } = this;
    this.pool = undefined;
    await pool?.end().catch(() => {});
  }

  private async untilReady(): Promise<void> {
    const deadline = wallClock.now() + READY_MILLISECONDS_MAX;
    while (this.isRunning()) {
      try {
        await this.query('select 1');
        return;
      } catch (error) {
        if (wallClock.now() > deadline) throw error;
        await wallClock.sleep(LOOK_AGAIN_MILLISECONDS);
      }
    }
    throw new Error(`PostgreSQL ${this.name} did not start: ${this.log}`);
  }

  /** Commits an empty transaction now and then, so that a replica's age can be told while nobody writes. */
  private async beatUntil(end: AbortSignal): Promise<void> {
    const commit = 'select case when pg_is_in_recovery() then null else pg_current_xact_id() end';
    while (!end.aborted) {
      await this.query(commit).catch(() => {});
      await wallClock.sleep(HEARTBEAT_MILLISECONDS, end).catch(() => {});
    }
  }

  private async heldProcesses(postmaster: ChildProcess): Promise<number[]> {
    return this.withSession(async (session) => {
      postmaster.kill('SIGSTOP');
      const { rows } = await session.query<{ pid: number }>('select pid from pg_stat_activity');
      return rows.map(({ pid }) => pid);
    });
  }
}

/** Whether the process was there to be signalled. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
