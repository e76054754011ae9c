import { type Decision, refuse, wait } from '../../../lib/domain/decision';
import { proofOf } from './proof';
import { confirmedRegion, type Input, isSwitchover, type Promote, type SeenDatabase, verbOf } from './seen';
import { sending } from './sending';
import { promoteDatabase } from './step';

/** What is to be done about one database whose writer is not here yet, or not whole. */
export type Verdict = Decision<Promote, never>;

/** Whether nothing is left to do for a database: its writer is here, and nobody has to wait for the rows. */
export const isHere = (database: SeenDatabase, input: Input): boolean =>
  hasArrived(database, input) && ['proven', 'unproven'].includes(proofOf(database, input).kind);

/** Role truth: the member here is the writer and says so itself, and nothing is under way. */
export const hasArrived = (database: SeenDatabase, input: Pick<Input, 'region'>): boolean =>
  arrival(database, input) === undefined;

/** What is still missing before the writer counts as being here, or `undefined`. */
function arrival(database: SeenDatabase, input: Pick<Input, 'region'>): string | undefined {
  const { globalCluster, writerRegion, failover, clusterStatus, hasWriterHere } = database;
  if (failover) return `Aurora moves the writer of ${globalCluster} here (${failover.status})`;
  if (writerRegion !== input.region) return `the writer of ${globalCluster} is not here`;
  if (clusterStatus !== 'available') return `the writer of ${globalCluster} is here, its cluster is ${clusterStatus}`;
  if (!hasWriterHere) {
    return `the writer of ${globalCluster} is here as its global database says, and its cluster names no writer yet`;
  }
  return undefined;
}

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
  if (failover?.status === 'cancelling') {
    return wait(`Aurora cancels the move of the writer of ${globalCluster} (${failover.status})`);
  }
  const awaited = arrival(database, input);
  if (awaited && (failover || writerRegion === region)) return wait(awaited);
  if (!awaited) return judgeRows(database, input);
  const from = confirmedRegion(input);
  if (isBehind(database, from)) {
    return wait(
      `the cluster of ${globalCluster} here names a writer of its own, and its global database still names ` +
        `${writerRegion ? `that of ${writerRegion}` : 'none'}; what was sent is not sent again`,
    );
  }
  if (from === undefined || writerRegion !== from) return refuse(movedBySomebody(database, input));
  if (!authorizePromotion.databases.includes(globalCluster)) {
    return refuse(
      `the writer of ${globalCluster} was here when this run was authorised and is in ${writerRegion} now; ` +
        'somebody moved it: look before starting again',
    );
  }
  if (database.wasCancelled) {
    return refuse(
      `the move of the writer of ${globalCluster} was cancelled and it is still in ${from}; nothing was lost by it: ` +
        `look who cancelled it, then start the ${verbOf(input)} again`,
    );
  }
  return sending(database, { target: memberHere, from }, input);
}

/**
 * Whether the view of the global database is older than that of the cluster here: a secondary has readers only, so a
 * promotion that this run sent took effect, whatever Aurora answered to it last.
 */
const isBehind = ({ sent, hasWriterHere, writerRegion }: SeenDatabase, from: string | undefined): boolean =>
  sent !== undefined && hasWriterHere && [from, undefined].includes(writerRegion);

/** The writer is here, and so far its rows are not those that were acknowledged. */
function judgeRows(database: SeenDatabase, input: Input): Verdict {
  const proof = proofOf(database, input);
  const because = 'because' in proof ? proof.because : promoteDatabase.purpose;
  return proof.kind === 'missing' ? refuse(because) : wait(because);
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
