// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the product, and evaluated only there

import { type Mutant, mutantsOf } from '../mutant';

const STEP = 'lambdas/steps/promote-database';
const SUITES = [`${STEP}/step.test.ts`, `${STEP}/aurora.test.ts`, `${STEP}/switchover.test.ts`];
const READINESS = 'lambdas/steps/check-readiness';
const AUTHORIZE = 'lambdas/steps/authorize-promotion';

/** The one-way door: how much may be lost, who allowed it, and that it is sent once. */
export const PROMOTION: readonly Mutant[] = [
  ...mutantsOf(
    { file: `${STEP}/aurora.ts`, suites: SUITES },
    {
      'promotion-retried-blindly': {
        because: 'I-06: a retry does not look at what this run has already sent',
        find: 'sent: sentIn(records, { globalCluster, now }),',
        replace: 'sent: undefined,',
      },
      'failover-state-not-looked-at': {
        because: 'I-06: a promotion that is under way is sent again',
        find: "failover: status === undefined ? undefined : { status, to: to ?? 'an unnamed cluster' },",
        replace: 'failover: undefined,',
      },
      'failover-without-data-loss': {
        because: 'I-21: the promotion waits for the Region that is lost',
        find: 'AllowDataLoss: true',
        replace: 'AllowDataLoss: false',
      },
      'switchover-loses-data': {
        because: 'I-09: a planned move is sent as one that may lose rows',
        find: 'return switchoverIn === undefined\n',
        replace: 'return move\n',
      },
      'promotion-error-dropped': {
        because: 'I-06: what Aurora said to the promotion is written down nowhere',
        find: "if (answer === 'own') throw error;",
        replace: 'return;',
      },
    },
  ),
  ...mutantsOf(
    { file: `${STEP}/sending.ts`, suites: SUITES },
    {
      'switchover-sent-a-second-time': {
        because: 'I-06: a switchover that Aurora gave up, or may yet carry out, is sent again',
        find: "  if (sent && sent.answer !== 'throttled' && isSwitchover(input)) return refuse(notCarriedOut(database, sent, from));\n",
        replace: '',
      },
      'unanswered-promotion-sent-at-once': {
        because: 'I-06: a promotion that timed out is repeated before Aurora can show it',
        find: 'unanswered: 60',
        replace: 'unanswered: 0',
      },
      'refused-promotion-sent-again': {
        because: 'I-30: what Aurora refused is sent for half an hour',
        find: "if (sent?.answer === 'refused') {",
        replace: "if (sent?.answer === 'refused' && sent.because === '') {",
      },
      'old-confirmation-accepted': {
        because: 'I-08: a Region that is back since is taken for lost',
        find: 'if (secondsAgo <= CONFIRMATION_AGE_SECONDS_MAX) return undefined;',
        replace: 'if (secondsAgo <= Number.MAX_SAFE_INTEGER) return undefined;',
      },
    },
  ),
  ...mutantsOf(
    { file: `${STEP}/judge.ts`, suites: SUITES },
    {
      'promotes-wherever-the-writer-is': {
        because: 'I-03: a writer is taken from a Region that nobody confirmed lost',
        find: 'if (from === undefined || writerRegion !== from) return refuse(',
        replace: 'if (from === undefined) return refuse(',
      },
      'promotes-what-nobody-allowed': {
        because: 'I-10: a database is promoted whose loss nobody has judged',
        find: '!authorizePromotion.databases.includes(globalCluster)',
        replace: 'authorizePromotion.databases.length === 0',
      },
      'writer-counted-before-it-is-available': {
        because: 'I-04: traffic moves to a cluster that is still being renamed',
        find: "if (clusterStatus !== 'available') return",
        replace: "if (clusterStatus === 'unknown') return",
      },
      'cancelled-move-sent-again': {
        because: 'I-08: what somebody has cancelled on purpose is done again',
        find: 'if (database.wasCancelled) {',
        replace: 'if (database.wasCancelled && writerRegion === region) {',
      },
    },
  ),
  ...mutantsOf(
    { file: `${STEP}/decide.ts`, suites: SUITES },
    {
      'one-database-moved-alone': {
        because: 'I-07: a switchover moves one database although another cannot follow',
        find: 'if (next && refused.length === 0 && unready.length > 0 && isStillWhole(seen, input)) {',
        replace: 'if (next && refused.length > 0 && unready.length > 0 && isStillWhole(seen, input)) {',
      },
    },
  ),
  ...mutantsOf(
    { file: `${STEP}/proof.ts`, suites: SUITES },
    {
      'missing-rows-overlooked': {
        because: 'I-09: a switchover that lost rows counts as one that lost none',
        find: 'return now.rows < before.rows\n',
        replace: 'return now.rows < 0\n',
      },
    },
  ),
  ...mutantsOf(
    { file: `${AUTHORIZE}/question.ts`, suites: [`${AUTHORIZE}/step.test.ts`, `${AUTHORIZE}/switchover.test.ts`] },
    {
      'unknown-lag-counts-as-none': {
        because: 'I-10: a promotion goes on although nobody knows what is lost',
        find: 'if (measured?.lagSeconds === undefined) {',
        replace: 'if (measured === undefined) {',
      },
      'lag-limit-off-by-one': {
        because: 'I-10: one second more than the plan allows is lost without a question',
        find: 'return measured.lagSeconds > dataLossSecondsMax\n',
        replace: 'return measured.lagSeconds > dataLossSecondsMax + 1\n',
      },
      'lag-at-the-limit-asks': {
        because: 'I-10: a lag that the plan allows holds the takeover up',
        find: 'return measured.lagSeconds > dataLossSecondsMax\n',
        replace: 'return measured.lagSeconds >= dataLossSecondsMax\n',
      },
      'prepare-promotes-by-itself': {
        because: 'I-20: automation "prepare" goes through the one-way door without a person',
        find: "automatic && plan.automation === 'prepare'",
        replace: "automatic && plan.automation === 'notify'",
      },
      'witness-not-heard': {
        because: 'I-03: a Region that is itself cut off promotes by itself',
        find: '...(automatic ? witnessProblem(replaced, plan) : []),\n',
        replace: '',
      },
    },
  ),
  ...mutantsOf(
    { file: `${READINESS}/measured-lags.ts`, suites: [`${READINESS}/lags.test.ts`, `${READINESS}/heartbeat.test.ts`] },
    {
      'unmeasured-lag-becomes-zero': {
        because: 'I-10: nothing is said to be lost where nobody measured',
        find: '...(counted && { lagSeconds: counted.lagSeconds, at: counted.at })',
        replace: 'lagSeconds: counted?.lagSeconds ?? 0, at: counted?.at ?? input.now',
      },
      'negative-lag-counts': {
        because: 'I-10: a lag below zero counts as none',
        find: 'return value >= 0 && ageMilliseconds >= 0 &&',
        replace: 'return ageMilliseconds >= 0 &&',
      },
      'stale-lag-counts': {
        because: 'I-10: a lag of another time is taken for that of the outage',
        find: ' && ageMilliseconds <= LAG_AGE_SECONDS_MAX * 1000;',
        replace: ';',
      },
      'smallest-lag-counts': {
        because: 'I-10: a metric that stands still hides what the heartbeat says',
        find: 'b.lagSeconds - a.lagSeconds',
        replace: 'a.lagSeconds - b.lagSeconds',
      },
    },
  ),
  ...mutantsOf(
    { file: `${READINESS}/heartbeat.ts`, suites: [`${READINESS}/heartbeat.test.ts`] },
    {
      'heartbeat-of-the-future-counts': {
        because: 'I-10: a wrong clock says that nothing is lost',
        find: 'return Date.parse(at) > Date.parse(now) + CLOCK_SKEW_SECONDS_MAX * 1000\n',
        replace: "return Date.parse(at) > Date.parse('9999-12-31')\n",
      },
    },
  ),
  ...mutantsOf(
    { file: `${READINESS}/judge-databases.ts`, suites: [`${READINESS}/refusals.test.ts`] },
    {
      'headless-cluster-is-ready': {
        because: 'I-27: a cluster without an instance counts as one that can become the writer',
        find: 'if (seen.instances === 0) {',
        replace: 'if (seen.instances < 0) {',
      },
    },
  ),
  ...mutantsOf(
    { file: `${READINESS}/leaving.ts`, suites: [`${READINESS}/leaving.test.ts`] },
    {
      'old-check-spares-templates': {
        because: 'I-27: what a check has seen long ago counts as seen',
        find: 'return attests(readiness.verified, release, now);',
        replace: 'return readiness.verified;',
      },
      'updated-stack-counts-as-checked': {
        because: 'I-27: somebody has changed a stack since, and nobody compares it',
        find: '!isSince(updatedAt, check)',
        replace: 'isSince(updatedAt, check)',
      },
    },
  ),
  ...mutantsOf(
    { file: `${READINESS}/world.ts`, suites: [`${READINESS}/left-stacks.test.ts`] },
    {
      'known-deviation-is-forgotten': {
        because: 'I-27: a stack that is known to be another one is let pass beside those that cannot be seen',
        find: 'return { manifest, stacks: stacksOf.soFar(release), unseen: stacks };',
        replace: 'return { manifest, stacks: [], unseen: stacks };',
      },
    },
  ),
  ...mutantsOf(
    { file: `${READINESS}/decide.ts`, suites: [`${READINESS}/step.test.ts`, `${READINESS}/refusals.test.ts`] },
    {
      'unknown-is-ready': {
        because: 'I-27: what could not be looked at in time counts as in order',
        find: 'if (open.length > 0 || !release) {',
        replace: 'if (!release) {',
      },
    },
  ),
];
