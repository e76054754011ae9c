import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { promoteDatabase } from './step';

/** One global database as RDS describes it here and now. */
export interface SeenDatabase {
  readonly globalCluster: string;
  /** Region of the member with `IsWriter`; `undefined` when no member has it. */
  readonly writerRegion: string | undefined;
  /** ARN of the member here; `undefined` when this Region is not a member. */
  readonly memberHere: string | undefined;
  /** Empty unless a failover or switchover is scheduled or running. */
  readonly failover: { readonly status: string; readonly to: string } | undefined;
  /** `Status` of the cluster here. */
  readonly clusterStatus: string;
  /** How long ago this run sent the promotion of this database; `undefined` when it has not. */
  readonly sentSecondsAgo: number | undefined;
}

/** Make the member here the writer, accepting that rows not yet replicated are lost. */
export interface Promote {
  readonly globalCluster: string;
  readonly target: string;
}

/**
 * A promotion that was sent shows in `FailoverState` within seconds. Until this has passed it is waited for and never
 * sent again; afterwards the call is taken to have failed before it had an effect.
 */
const SHOWS_WITHIN_SECONDS = 60;

type Input = InputOf<typeof promoteDatabase>;

/** All databases are sent on their way one after the other; none is undone; the step waits for all. */
export function decide(
  seen: readonly SeenDatabase[],
  input: Input,
): Decision<Promote, OutputOf<typeof promoteDatabase>> {
  const { region } = input;
  const open = seen.filter((database) => !isHere(database, region));
  if (open.length === 0) {
    const names = seen.map(({ globalCluster }) => globalCluster);
    return done(
      { writerRegion: region },
      names.length > 0 ? `the writer of ${listed(names)} is in ${region}` : 'the plan names no database',
    );
  }
  const verdicts = open.map((database) => judge(database, input));
  return (
    verdicts.find(({ kind }) => kind === 'refuse') ??
    verdicts.find(({ kind }) => kind === 'act') ??
    wait(verdicts.map(({ because }) => because).join('; '))
  );
}

/** Role truth: the member here is the writer, nothing is under way, and the cluster itself is ready. */
const isHere = ({ writerRegion, failover, clusterStatus }: SeenDatabase, region: string) =>
  writerRegion === region && failover === undefined && clusterStatus === 'available';

function judge(database: SeenDatabase, { region, confirmOutage, authorizePromotion }: Input): Decision<Promote, never> {
  const { globalCluster, writerRegion, memberHere, failover, clusterStatus, sentSecondsAgo } = database;
  if (memberHere === undefined)
    return refuse(`${globalCluster} has no member in ${region}; nothing can be promoted here`);
  if (failover && failover.to !== memberHere) {
    return refuse(
      `${globalCluster} is already being moved to ${failover.to} (${failover.status}); wait for it or cancel it there`,
    );
  }
  if (failover) return wait(`Aurora moves the writer of ${globalCluster} here (${failover.status})`);
  if (writerRegion === region) return wait(`the writer of ${globalCluster} is here, its cluster is ${clusterStatus}`);
  if (writerRegion !== confirmOutage.lostRegion) {
    return refuse(
      `the writer of ${globalCluster} is in ${writerRegion ?? 'no Region'}, but the outage was confirmed for ` +
        `${confirmOutage.lostRegion}; somebody moved it: look at the other Regions before starting again`,
    );
  }
  if (!authorizePromotion.databases.includes(globalCluster)) {
    return refuse(
      `the writer of ${globalCluster} was here when this run was authorised and is in ${writerRegion} now; ` +
        'somebody moved it: look before starting again',
    );
  }
  if (sentSecondsAgo !== undefined && sentSecondsAgo < SHOWS_WITHIN_SECONDS) {
    return wait(
      `the promotion of ${globalCluster} was sent ${Math.round(sentSecondsAgo)} s ago, Aurora does not show it yet`,
    );
  }
  if (clusterStatus !== 'available')
    return wait(`the cluster of ${globalCluster} here is ${clusterStatus}, not yet available`);
  return act({ globalCluster, target: memberHere }, `promoting ${memberHere}; from here there is no way back`);
}
