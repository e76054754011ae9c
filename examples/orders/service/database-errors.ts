/** Why a statement cannot be served now, and whether its connections are to be given up. */
export interface Unavailability {
  readonly because: string;
  readonly dropConnections: boolean;
}

const dropped = (because: string): Unavailability => ({ because, dropConnections: true });
const kept = (because: string): Unavailability => ({ because, dropConnections: false });

/**
 * SQLSTATE, or the beginning of one, → what it means for this service.
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const BY_SQLSTATE: Readonly<Record<string, Unavailability>> = {
  '25006': dropped('the database is read-only here'),
  '08': dropped('the connection to the database was lost'),
  '57P': dropped('the database is shutting down or starting'),
  '28': dropped('the database refused the password'),
  '57014': kept('the statement took too long'),
  '40001': kept('the statement met the replication of a reader'),
  '53': kept('the database is short of resources'),
};

/**
 * What an error of pg means: `undefined` for a mistake of ours, which no later try would cure.
 *
 * Whatever carries no SQLSTATE did not come from the server, so the connection is what failed.
 */
export function unavailableBecause(error: unknown): Unavailability | undefined {
  const state = sqlStateOf(error);
  if (state === undefined) return dropped('the database cannot be reached');
  return BY_SQLSTATE[state] ?? BY_SQLSTATE[state.slice(0, 3)] ?? BY_SQLSTATE[state.slice(0, 2)];
}

/** The five characters of a server's error, which pg's `DatabaseError` carries beside its `severity`. */
function sqlStateOf(error: unknown): string | undefined {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown };
  return typeof severity === 'string' && typeof code === 'string' ? code : undefined;
}
