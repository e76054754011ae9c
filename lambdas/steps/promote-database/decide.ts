import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import { StepRecord } from '../../../lib/domain/run';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { Sent } from './sent';
import { promoteDatabase } from './step';

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
  /** The promotion of this database that this run sent last; `undefined` when it has sent none. */
  readonly sent: Sent | undefined;
}

/** Make the member here the writer, accepting that rows not yet replicated are lost. */
export interface Promote {
  readonly globalCluster: string;
  readonly target: string;
}

/**
 * How long the last promotion that was sent keeps the next one back, seconds. One that took effect shows in
 * `FailoverState` within seconds; a throttled one had no effect.
 */
const PAUSE_SECONDS = { accepted: 60, unanswered: 60, throttled: promoteDatabase.lookAgainSeconds };

/** A Region that was down may be back after this, seconds: nothing is lost for good on an older confirmation. */
export const CONFIRMATION_AGE_SECONDS_MAX = 300;

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

function judge(database: SeenDatabase, input: Input): Decision<Promote, never> {
  const { region, confirmOutage, authorizePromotion } = input;
  const { globalCluster, writerRegion, memberHere, failover, clusterStatus } = database;
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
  return sending(database, memberHere, input);
}

/** Nothing is under way and the writer is in the lost Region: is this the moment to send? */
function sending(
  { globalCluster, clusterStatus, sent }: SeenDatabase,
  target: string,
  input: Input,
): Decision<Promote, never> {
  if (sent?.answer === 'refused') {
    return refuse(
      `Aurora refused to promote ${globalCluster}: ${sent.because}; put that right, then start the failover again`,
    );
  }
  if (sent && sent.secondsAgo < PAUSE_SECONDS[sent.answer]) return wait(sentSentence(globalCluster, sent));
  const confirmedSecondsAgo = ageSecondsOfConfirmation(input);
  if (confirmedSecondsAgo > CONFIRMATION_AGE_SECONDS_MAX) {
    return refuse(
      `the outage of ${input.confirmOutage.lostRegion} was confirmed ${confirmedSecondsAgo} s ago, at most ` +
        `${CONFIRMATION_AGE_SECONDS_MAX} s are allowed before ${globalCluster} is promoted; start the failover again`,
    );
  }
  if (clusterStatus !== 'available')
    return wait(`the cluster of ${globalCluster} here is ${clusterStatus}, not yet available`);
  return act({ globalCluster, target }, `promoting ${target}; from here there is no way back`);
}

function sentSentence(globalCluster: string, { secondsAgo, answer, because }: Sent): string {
  const sent = `the promotion of ${globalCluster} was sent ${Math.round(secondsAgo)} s ago`;
  if (answer === 'throttled') return `${sent} and throttled (${because}), it is sent again`;
  const unanswered = answer === 'unanswered' ? ` without an answer (${because})` : '';
  return `${sent}${unanswered}, Aurora does not show it yet`;
}

/**
 * Since the Region was last seen down: by confirm-outage or, after a person took their time to approve, by
 * authorize-promotion.
 */
function ageSecondsOfConfirmation({ document, authorizePromotion, now }: Input): number {
  const { said, firstLookAt } = StepRecord.parse(document.confirmOutage);
  const confirmedAt = [said.at(-1)?.at ?? firstLookAt, authorizePromotion.confirmedAt ?? firstLookAt];
  return Math.round((Date.parse(now) - Math.max(...confirmedAt.map((at) => Date.parse(at)))) / 1000);
}
