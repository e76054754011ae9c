import { readFileSync } from 'node:fs';
import { Pool } from 'pg';
import type { Connections } from './database';
import type { DatabaseSettings } from './settings';

/** A server in the same Region answers a connect in milliseconds. */
const CONNECT_MILLISECONDS_MAX = 1000;
/** The server gives up first, so that the reason is known; then the client does, for a server that went dark. */
const STATEMENT_MILLISECONDS_MAX = 1500;
const ANSWER_MILLISECONDS_MAX = 2000;
/** Per task; with two services of two tasks 40 connections, far below what the smallest Aurora class accepts. */
const CONNECTIONS_MAX = 10;

/** How a pool for one host of the database is made. */
export function connectWith(settings: DatabaseSettings): (host: string) => Connections {
  const ssl = settings.authorityFile !== undefined && { ca: readFileSync(settings.authorityFile, 'utf8') };
  return (host) => {
    const pool = new Pool({
      host,
      port: settings.port,
      user: settings.user,
      password: settings.password,
      database: settings.name,
      ssl,
      max: CONNECTIONS_MAX,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MILLISECONDS_MAX,
      statement_timeout: STATEMENT_MILLISECONDS_MAX,
      query_timeout: ANSWER_MILLISECONDS_MAX,
    });
    // An idle connection that breaks is removed by the pool; without a listener it would end the process.
    pool.on('error', () => undefined);
    return pool;
  };
}
