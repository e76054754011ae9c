import type { Database } from './database';
import type { Route } from './routes';

/**
 * Healthy means: a query succeeds. On a reader too, because a release is started, and must prove itself, before its
 * database is promoted. It asks nothing of the other service, so that one sick service does not take both out.
 */
export const healthRoute = (database: Database): Route => ({
  method: 'GET',
  path: '/health',
  answer: async () => {
    const [row] = await database.query<{ reader: boolean }>('select pg_is_in_recovery() as reader');
    return { status: 200, body: { database: row?.reader ? 'reader' : 'writer' } };
  },
});
