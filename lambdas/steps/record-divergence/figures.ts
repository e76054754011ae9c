import { DATABASE_EVENTS, type DatabaseEvent } from '../../../lib/domain/database-event';
import { isSameLedger, type Ledger, type ReadLedger } from '../../../lib/domain/ledger';
import { oneLine } from '../../../lib/domain/text';
import type { Reading } from '../../edge/reading';
import type { SeenDatabase } from './seen';
import type { Takeover } from './takeover';

/** Whether RDS could keep the old primary from taking writes. */
const FENCING = ['RDS-EVENT-0390', 'RDS-EVENT-0391'];

export interface Known {
  readonly takeover: Takeover;
  /** What RDS has told of the databases here, the oldest first. */
  readonly events: readonly DatabaseEvent[];
  /** What the databases here held when the Region was fenced. */
  readonly fenced: readonly ReadLedger[];
}

/** What is known of the rows that only the database here may hold, in a sentence; unknown is said as unknown. */
export function differenceIn(database: SeenDatabase, known: Known): string {
  const { epoch, since } = known.takeover;
  return [
    `${database.globalCluster} was left behind here when a failover took over under epoch ${epoch} at ${since}`,
    counted(database, known),
    fencing(database, known),
  ].join('; ');
}

function counted(database: SeenDatabase, { takeover: { activeRegion, from }, fenced }: Known): string {
  const ledgers = counts(database, fenced);
  if (!ledgers) return 'the plan names no ledger for it, so nobody knows how many rows are here alone';
  const { here, there } = ledgers;
  const rows = `here ${said(here)}, in ${activeRegion} ${said(there)}`;
  if (here.outcome !== 'read' || there.outcome !== 'read') return `${rows}: how many are here alone is unknown`;
  if (isSameLedger(here.value, there.value)) {
    return `${rows}: the same, so it follows ${activeRegion} again, and only its snapshot holds what it held alone`;
  }
  const { rowsSince } = here.value;
  const newer = rowsSince === undefined ? 'an unknown number of' : rowsSince;
  return `${rows}: they differ, ${newer} rows were written here since ${from}`;
}

/**
 * What the database here held when it was fenced counts where it says more: since then it may have gone away, or have
 * been rebuilt from the other Region.
 */
function counts({ globalCluster, ledgers }: SeenDatabase, fenced: Known['fenced']): SeenDatabase['ledgers'] {
  const before = fenced.find((one) => one.globalCluster === globalCluster);
  if (!ledgers || !before) return ledgers;
  const { here, there } = ledgers;
  const isLikeThere = here.outcome === 'read' && there.outcome === 'read' && isSameLedger(here.value, there.value);
  return here.outcome !== 'read' || isLikeThere ? { here: { outcome: 'read', value: before }, there } : ledgers;
}

const said = (reading: Reading<ReadLedger>): string =>
  reading.outcome === 'read' ? shown(reading.value) : `is unknown (${oneLine(reading.because, 200)})`;

const shown = ({ rows, digest, lsn, timeline }: Ledger): string =>
  `are ${rows} rows (digest ${oneLine(digest, 12)}, LSN ${oneLine(lsn ?? 'unknown', 60)}, ` +
  `timeline ${timeline ?? 'unknown'})`;

function fencing({ cluster }: SeenDatabase, { takeover, events }: Known): string {
  const from = Date.parse(takeover.from);
  const told = events.findLast(
    (one) => one.cluster === cluster && FENCING.includes(one.event) && Date.parse(one.at) >= from,
  );
  return told
    ? `RDS says that ${DATABASE_EVENTS[told.event]} (${told.event} at ${told.at})`
    : 'RDS has not told here whether it blocked writes to it';
}
