import type { Database } from './database';
import { readSince } from './input';
import type { Route } from './routes';

/** What the table of orders holds. Two databases with the same rows and digest hold the same orders. */
interface Count {
  readonly rows: number;
  readonly digest: string;
  readonly rowsSince: number;
}

/** Where the database stands in its write-ahead log. */
interface Position {
  readonly lsn: string | null;
  readonly timeline: number | null;
}

/**
 * What a switchover compares to prove that nothing was lost. Answered by the reading service, which goes on while the
 * writing one is stopped. What write canaries store is no order and is not counted.
 */
export const ledgerRoute = (database: Database): Route => ({
  method: 'GET',
  path: '/ledger',
  answer: async ({ query }) => {
    const since = readSince(query.get('since'));
    const [count] = await database.query<Count>(COUNT, [since ?? null]);
    const { rows = 0, digest = '0', rowsSince = 0 } = count ?? {};
    const position = await positionOf(database);
    return { status: 200, body: { rows, digest, ...position, ...(since !== undefined && { rowsSince }) } };
  },
});

/**
 * The sum of a hash of each row: it does not depend on their order, needs no sorting, and is the same in every version
 * of PostgreSQL and every time zone. 60 bits of MD5 tell rows apart; nobody attacks it.
 */
const COUNT = `
  select count(*)::float8 as rows,
    coalesce(sum(
      ('x' || left(md5(concat_ws('|', id, item, quantity, extract(epoch from placed_at))), 15))::bit(60)::bigint
    ), 0)::text as digest,
    (count(*) filter (where placed_at >= $1::timestamptz))::float8 as "rowsSince"
  from orders`;

/** A reader knows how far it has replayed; only a writer knows its current log, whose name begins with the timeline. */
const POSITION = `
  select
    (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end)::text as lsn,
    case when pg_is_in_recovery() then (select timeline_id from pg_control_checkpoint())
      else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int end as timeline`;

/** An engine that does not tell its position is no reason not to count. */
async function positionOf(database: Database): Promise<{ lsn?: string; timeline?: number }> {
  const [position] = await database.query<Position>(POSITION).catch(() => []);
  return {
    ...(position?.lsn != null && { lsn: position.lsn }),
    ...(position?.timeline != null && { timeline: position.timeline }),
  };
}
