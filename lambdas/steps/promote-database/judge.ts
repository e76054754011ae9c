import { type Decision, refuse, wait } from '../../../lib/domain/decision';
import { isSameLedger, type Ledger } from '../../../lib/domain/ledger';
import { StepRecord } from '../../../lib/domain/run';
import { confirmedRegion, type Input, isSwitchover, type Promote, type SeenDatabase, verbOf } from './seen';
import { sending } from './sending';
import { promoteDatabase } from './step';

/** What is to be done about one database whose writer is not here yet, or not whole. */
export type Verdict = Decision<Promote, never>;

/** Role truth: the member here is the writer and says so itself, nothing is under way, and nothing is missing. */
export const isHere = (database: SeenDatabase, input: Input): boolean => arrival(database, input) === undefined;

/** What is still missing before the writer counts as being here, or `undefined`. */
function arrival(database: SeenDatabase, input: Input): string | undefined {
  const { globalCluster, writerRegion, failover, clusterStatus, hasWriterHere } = database;
  if (failover) return `Aurora moves the writer of ${globalCluster} here (${failover.status})`;
  if (writerRegion !== input.region) return `the writer of ${globalCluster} is not here`;
  if (clusterStatus !== 'available') return `the writer of ${globalCluster} is here, its cluster is ${clusterStatus}`;
  if (!hasWriterHere) {
    return `the writer of ${globalCluster} is here as its global database says, and its cluster names no writer yet`;
  }
  return ledgerProblem(database, input);
}

/** A switchover proves that nothing was lost: what the fenced Region acknowledged is here, to the row. */
function ledgerProblem({ globalCluster, ledger }: SeenDatabase, input: Input): string | undefined {
  const { plan, fenceRegion } = input;
  const isCounted = plan.databases.some((one) => one.globalCluster === globalCluster && one.ledger !== undefined);
  if (!isSwitchover(input) || !isCounted) return undefined;
  const before = fenceRegion?.ledgers.find((one) => one.globalCluster === globalCluster);
  const here = `the writer of ${globalCluster} is here`;
  if (!before) return `${here}, and nobody counted its rows before: that none was lost is not proven`;
  if (ledger?.outcome !== 'read') return `${here}, and its rows are not counted yet: ${ledger?.because ?? 'not asked'}`;
  return isSameLedger(before, ledger.value)
    ? undefined
    : `${here} with ${counted(ledger.value)}, ${confirmedRegion(input)} acknowledged ${counted(before)}`;
}

const counted = ({ rows, digest }: Ledger): string => `${rows} rows (digest ${digest.slice(0, 12)})`;

/** What the sentence of a cancelled move begins with; the next look knows by it what has ended. */
const cancelling = (globalCluster: string): string => `Aurora cancels the move of the writer of ${globalCluster}`;

const saidBefore = ({ document }: Input, words: string): boolean => {
  const before = StepRecord.safeParse(document.promoteDatabase).data;
  return before?.said.some(({ because }) => because.includes(words)) === true;
};

/** @param database one that is not here */
export function judge(database: SeenDatabase, input: Input): Verdict {
  const { region, authorizePromotion } = input;
  const { globalCluster, writerRegion, memberHere, failover } = database;
  if (memberHere === undefined)
    return refuse(`${globalCluster} has no member in ${region}; nothing can be promoted here`);
  if (failover && failover.to !== memberHere) {
    return refuse(
      `${globalCluster} is already being moved to ${failover.to} (${failover.status}); wait for it or cancel it there`,
    );
  }
  if (failover?.status === 'cancelling') return wait(`${cancelling(globalCluster)} (${failover.status})`);
  if (failover || writerRegion === region) return wait(arrival(database, input) ?? promoteDatabase.purpose);
  const from = confirmedRegion(input);
  if (from === undefined || writerRegion !== from) return refuse(movedBySomebody(database, input));
  if (!authorizePromotion.databases.includes(globalCluster)) {
    return refuse(
      `the writer of ${globalCluster} was here when this run was authorised and is in ${writerRegion} now; ` +
        'somebody moved it: look before starting again',
    );
  }
  if (saidBefore(input, cancelling(globalCluster))) {
    return refuse(
      `the move of the writer of ${globalCluster} was cancelled and it is still in ${from}; nothing was lost by it: ` +
        `look who cancelled it, then start the ${verbOf(input)} again`,
    );
  }
  return sending(database, { target: memberHere, from }, input);
}

const movedBySomebody = ({ globalCluster, writerRegion }: SeenDatabase, input: Input): string => {
  const confirmed = isSwitchover(input)
    ? `${confirmedRegion(input) ?? 'no Region'} was confirmed active`
    : `the outage was confirmed for ${confirmedRegion(input)}`;
  return (
    `the writer of ${globalCluster} is in ${writerRegion ?? 'no Region'}, but ${confirmed}; ` +
    'somebody moved it: look at the other Regions before starting again'
  );
};
