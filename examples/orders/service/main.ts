/**
 * The orders service. One program, two commands, so that both services of a release are one image:
 *
 *   data   GET /catalogue, GET /ledger                                                     the read side
 *   web    POST /orders, GET /orders/<id>, POST /canary-order, GET /canary-order/<nonce>   the write side
 *
 * Both answer GET /health, and both keep the release contract: they start and are healthy on a reader, run no
 * migration, and reconnect when the database was read-only.
 */
import { createServer } from 'node:http';
import { canaryOrderRoutes } from './canary-orders';
import { catalogueRoutes } from './catalogue';
import { cachedCatalogue, itemsFrom } from './catalogue-client';
import { createDatabase, type Database } from './database';
import { healthRoute } from './health';
import { ledgerRoute } from './ledger';
import { orderRoutes } from './orders';
import { connectWith } from './postgres';
import { requestListener } from './request-listener';
import type { Route } from './routes';
import { readSettings, type Settings } from './settings';

/** Longer than the load balancer keeps an idle connection, 60 s; it would use a closed one and answer 502. */
const KEEP_ALIVE_MILLISECONDS = 65_000;
/** ECS kills a task 30 s after it asked it to stop. */
const DRAIN_MILLISECONDS_MAX = 20_000;

const settings = readSettings(process.argv[2], process.env);
const database = createDatabase(settings.database.hosts, connectWith(settings.database));
const server = createServer(
  { keepAliveTimeout: KEEP_ALIVE_MILLISECONDS },
  requestListener({
    routes: routesOf(settings, database),
    region: settings.region,
    release: settings.release,
    log: ({ error, ...line }) => log({ ...line, error: String(error), cause: String((error as Error)?.cause ?? '') }),
  }),
);

server.listen(settings.port, settings.host, () => log({ listening: server.address(), command: settings.command }));
process.once('SIGTERM', drain);
process.once('SIGINT', drain);

function routesOf(settings: Settings, database: Database): Route[] {
  const health = healthRoute(database);
  if (settings.command === 'data') return [health, ...catalogueRoutes(database), ledgerRoute(database)];
  const now = () => performance.now();
  const catalogue = cachedCatalogue({ fetchItems: itemsFrom(settings.catalogueUrl), now });
  return [health, ...orderRoutes({ database, catalogue }), ...canaryOrderRoutes(database)];
}

/** Requests under way are finished, new connections refused, and then the process ends by itself. */
function drain(): void {
  setTimeout(() => process.exit(1), DRAIN_MILLISECONDS_MAX).unref();
  server.close(() => {
    void database.close();
  });
}

function log(line: object): void {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`);
}
