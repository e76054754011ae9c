import { isSameLedger, type Ledger } from '../../../lib/domain/ledger';
import { confirmedRegion, type Input, isSwitchover, type SeenDatabase } from './seen';
import { promoteDatabase } from './step';

/**
 * Rows are there at once or nearly so: after this users no longer wait for a count, seconds. From the promotion on no
 * Region takes their writes.
 */
export const COUNTING_SECONDS_MAX = 60;

/** Whether a switchover has lost nothing, as far as the ledgers say. */
export type Proof =
  | { readonly kind: 'proven' }
  /** The count may still change. */
  | { readonly kind: 'open'; readonly because: string }
  /** Nobody can say, or there is more than was: no reason to keep users out. */
  | { readonly kind: 'unproven'; readonly because: string }
  /** Rows that were acknowledged are not here. */
  | { readonly kind: 'missing'; readonly because: string };

/**
 * What the fenced Region acknowledged is here, to the row; a failover has accepted losses.
 *
 * @param database one whose writer is here
 */
export function proofOf(database: SeenDatabase, input: Input): Proof {
  const { globalCluster, ledger, hereForSeconds = 0 } = database;
  const { plan, fenceRegion, elapsedSeconds } = input;
  const isCounted = plan.databases.some((one) => one.globalCluster === globalCluster && one.ledger !== undefined);
  if (!isSwitchover(input) || !isCounted) return { kind: 'proven' };
  const before = fenceRegion?.ledgers.find((one) => one.globalCluster === globalCluster);
  if (!before) return unproven(globalCluster, 'nobody counted its rows before');
  const now = ledger?.outcome === 'read' ? ledger.value : undefined;
  if (now && isSameLedger(before, now)) return { kind: 'proven' };
  const counts = now && `${counted(now)}, ${confirmedRegion(input)} acknowledged ${counted(before)}`;
  const unread = ledger?.outcome === 'read' ? '' : (ledger?.because ?? 'not asked');
  const isTimeUp = hereForSeconds >= COUNTING_SECONDS_MAX || elapsedSeconds >= promoteDatabase.overdueSeconds(plan);
  if (!isTimeUp) {
    const here = `the writer of ${globalCluster} is here`;
    const because = counts ? `${here} with ${counts}` : `${here}, and its rows are not counted yet: ${unread}`;
    return { kind: 'open', because };
  }
  const afterwards = `after ${Math.floor(hereForSeconds)} s`;
  if (!counts) return unproven(globalCluster, `its rows here are not counted ${afterwards}: ${unread}`);
  return now.rows < before.rows
    ? { kind: 'missing', because: missing(database, { counts, afterwards, rows: before.rows - now.rows }, input) }
    : unproven(globalCluster, `${afterwards} it holds ${counts}`);
}

const unproven = (globalCluster: string, because: string): Proof => ({
  kind: 'unproven',
  because: `that no row of ${globalCluster} was lost is not proven: ${because}`,
});

const counted = ({ rows, digest }: Ledger): string => `${rows} rows (digest ${digest.slice(0, 12)})`;

interface Missing {
  readonly rows: number;
  /** Both figures. */
  readonly counts: string;
  readonly afterwards: string;
}

const missing = ({ globalCluster }: SeenDatabase, { rows, counts, afterwards }: Missing, input: Input): string =>
  `the writer of ${globalCluster} is here, and ${afterwards} it holds ${counts}: ${rows} fewer. Users are not moved ` +
  `and ${confirmedRegion(input)} stays fenced, so nothing more is lost by waiting: compare the ledgers of both ` +
  'Regions and bring over what is missing, then start a failover here, which goes on with canaries and traffic';
