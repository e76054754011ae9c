import type { Sends } from './clients';
import type { Clock } from './clock';
import { paced } from './paced';

/**
 * RDS takes 300 calls at once and 12 in a second from all callers of an account. A chore that nobody waits for leaves
 * them to the steps of a run: 25 databases are asked about at once, 50 within 3 s.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-api-throttling.html
 */
const SHARE = { burst: 25, perSecond: 10 };

/** The same client of RDS, within what a chore may take of its rate. */
export const pacedDatabases = (rds: Sends, clock: Clock): Sends => paced(rds, SHARE, clock);
