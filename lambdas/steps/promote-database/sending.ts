import { act, refuse, wait } from '../../../lib/domain/decision';
import { StepRecord } from '../../../lib/domain/run';
import type { Verdict } from './judge';
import { type Input, isSwitchover, type SeenDatabase, verbOf } from './seen';
import type { Sent } from './sent';

/**
 * How long the last promotion that was sent keeps the next one back, seconds. One that took effect shows in
 * `FailoverState` within seconds; a throttled one had no effect, and each is recorded.
 */
const PAUSE_SECONDS = { accepted: 60, unanswered: 60, throttled: 5 };

/** A Region that was down may be back after this, and a fenced one in use again, seconds. */
export const CONFIRMATION_AGE_SECONDS_MAX = 300;

/** The member here, and the Region that holds the writer. */
interface Way {
  readonly target: string;
  readonly from: string;
}

/** Nothing is under way and the writer is in the Region that was confirmed: is this the moment to send? */
export function sending(database: SeenDatabase, { target, from }: Way, input: Input): Verdict {
  const { globalCluster, clusterStatus, sent } = database;
  if (sent?.answer === 'refused') {
    return refuse(
      `Aurora refused to promote ${globalCluster}: ${sent.because}; put that right, ` +
        `then start the ${verbOf(input)} again`,
    );
  }
  if (sent && sent.secondsAgo < PAUSE_SECONDS[sent.answer]) return wait(sentSentence(globalCluster, sent));
  if (sent && sent.answer !== 'throttled' && isSwitchover(input)) return refuse(notCarriedOut(database, sent, from));
  const old = oldConfirmation(globalCluster, from, input);
  if (old) return refuse(old);
  if (clusterStatus !== 'available')
    return wait(`the cluster of ${globalCluster} here is ${clusterStatus}, not yet available`);
  // In a failover the other member is lost, and Aurora itself says what does not go together.
  if (isSwitchover(input) && database.versionProblem) {
    return refuse(
      `${globalCluster}: engine versions differ, ${database.versionProblem}; bring both to one version, ` +
        'then start the switchover again',
    );
  }
  return isSwitchover(input)
    ? act(
        { globalCluster, target, switchoverIn: from },
        `switching the writer of ${globalCluster} over to ${target}; from here there is no way back`,
      )
    : act({ globalCluster, target }, `promoting ${target}; from here there is no way back`);
}

/**
 * The other Region works: nothing is in a hurry, so a switchover that Aurora gave up, or may yet carry out, is never
 * sent a second time by itself.
 */
const notCarriedOut = ({ globalCluster }: SeenDatabase, { secondsAgo, answer, because }: Sent, from: string) =>
  `the switchover of ${globalCluster} was sent ${Math.round(secondsAgo)} s ago` +
  `${answer === 'unanswered' ? ` without an answer (${because})` : ''}, nothing is under way and the writer is still ` +
  `in ${from}: Aurora cancelled it, failed or never took it; nothing was lost. Look at the RDS events 0186 and 0187, ` +
  'then start the switchover again';

function sentSentence(globalCluster: string, { secondsAgo, answer, because }: Sent): string {
  const sent = `the promotion of ${globalCluster} was sent ${Math.round(secondsAgo)} s ago`;
  if (answer === 'throttled') return `${sent} and throttled (${because}), it is sent again`;
  const unanswered = answer === 'unanswered' ? ` without an answer (${because})` : '';
  return `${sent}${unanswered}, Aurora does not show it yet`;
}

/** Why what the promotion stands on was seen too long ago, or `undefined`. */
function oldConfirmation(globalCluster: string, from: string, input: Input): string | undefined {
  const secondsAgo = ageSecondsOfConfirmation(input);
  if (secondsAgo <= CONFIRMATION_AGE_SECONDS_MAX) return undefined;
  const confirmed = isSwitchover(input) ? `the fence of ${from} was seen` : `the outage of ${from} was confirmed`;
  return (
    `${confirmed} ${secondsAgo} s ago, at most ${CONFIRMATION_AGE_SECONDS_MAX} s are allowed before ` +
    `${globalCluster} is promoted; start the ${verbOf(input)} again`
  );
}

/**
 * Since the Region was last seen down, by confirm-outage or, after a person took their time to approve, by
 * authorize-promotion; in a switchover since it was last seen fenced.
 */
function ageSecondsOfConfirmation(input: Input): number {
  const { document, authorizePromotion, now } = input;
  const { said, firstLookAt } = StepRecord.parse(isSwitchover(input) ? document.fenceRegion : document.confirmOutage);
  const renewedAt = isSwitchover(input) ? undefined : authorizePromotion.confirmedAt;
  const confirmedAt = [said.at(-1)?.at ?? firstLookAt, renewedAt ?? firstLookAt];
  return Math.round((Date.parse(now) - Math.max(...confirmedAt.map((at) => Date.parse(at)))) / 1000);
}
