import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { freePort } from './ports';
import { postgresBinaries } from './postgres-binaries';
import { cloneFrom, initialise } from './postgres-directory';
import { PostgresServer } from './postgres-server';
import { letServerReach } from './postgres-user';

/** One PostgreSQL server of the world. */
export interface Postgres {
  readonly name: string;
  /** On loopback; the same for the server's whole life. */
  readonly port: number;
  /** @throws with the end of the server's log when it does not come up */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** kill -9 of the whole server. */
  crash(): Promise<void>;
  /** Makes a replica the writer; resolves when it accepts writes. */
  promote(): Promise<void>;
  /** As the superuser, the world's own hand. */
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  isRunning(): boolean;
  inRecovery(): Promise<boolean>;
}

export interface PrimaryOptions {
  readonly name: string;
  /** Made; below it nothing is shared. The binaries are copied beside it. */
  readonly directory: string;
  /** The application's role, owner of `database`; no superuser, like RDS's master user. */
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** A new server, started. */
export async function createPrimary(options: PrimaryOptions): Promise<Postgres> {
  const { name, directory } = options;
  await letServerReach(directory);
  const { initdb, postgres: program } = await postgresBinaries(dirname(directory));
  const password = randomBytes(16).toString('hex');
  await initialise(directory, { initdb, password });
  const settings = { name, directory, program, password, port: await freePort() };
  const maintenance = new PostgresServer({ ...settings, database: 'postgres' });
  await maintenance.start();
  const role = escapeIdentifier(options.user);
  await maintenance.query(`create role ${role} login createdb password ${escapeLiteral(options.password)}`);
  await maintenance.query(`create database ${escapeIdentifier(options.database)} owner ${role}`);
  await maintenance.stop();
  const server = new PostgresServer({ ...settings, database: options.database });
  await server.start();
  return server;
}

export interface ReplicaOptions {
  /** A running server that createPrimary or createReplica made. */
  readonly of: Postgres;
  readonly name: string;
  /** Replaced when it is there: a former primary becomes a replica by being copied anew. */
  readonly directory: string;
  /** Port of the link that the replica streams through. */
  readonly through: number;
}

/** A streaming replica, started; it answers reads and may still be catching up. */
export async function createReplica({ of, name, directory, through }: ReplicaOptions): Promise<Postgres> {
  if (!(of instanceof PostgresServer)) {
    throw new Error(`${name} cannot replicate ${of.name}: use a server that createPrimary or createReplica made`);
  }
  await letServerReach(directory);
  await cloneFrom(of, { directory, name, port: through });
  const replica = new PostgresServer({ ...of.settings, name, directory, port: await freePort() });
  await replica.start();
  return replica;
}

/**
 * Age of the newest moment of the primary that the replica holds, in seconds: what would be lost if the primary died
 * now. undefined when the server is not running or is no replica.
 */
export async function replicaLagSeconds(replica: Postgres): Promise<number | undefined> {
  if (!replica.isRunning()) return undefined;
  const [row] = await replica.query<{ lag: number | null }>(
    `select case when pg_is_in_recovery() then
       extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 end as lag`,
  );
  return row?.lag == null ? undefined : Math.max(0, row.lag);
}
