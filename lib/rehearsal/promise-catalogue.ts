/** A promise that holds at every moment of every run, and what looks after it. */
export interface Promised {
  /** `I-01` … `I-31`; what is broken is told under it. */
  readonly id: string;
  readonly promise: string;
  /**
   * Rules of the history checker in `lib/domain/history`, which judges simulation, rehearsal and kept evidence alike.
   *
   * @default calls alone do not show it
   */
  readonly history?: readonly string[];
  /**
   * When and how a simulation looks, without a full stop; kinds of faults and stories between backticks.
   *
   * @default as far as its history goes
   */
  readonly simulation?: string;
  /** What `lib/rehearsal/invariants.ts` asks once a scenario has ended. @default as far as its history goes */
  readonly invariants?: readonly string[];
  /** Scenarios of the rehearsal that are made for it. @default none is */
  readonly scenarios?: readonly string[];
  /** Test files by their path from the repository's root; one of them at least has a mutant that breaks the promise. */
  readonly tests: readonly string[];
  /** Why no mutant breaks it, without a full stop. @default one does */
  readonly because?: string;
}

const AT_THE_END = 'at the end';
const PROMOTE = 'lambdas/steps/promote-database/step.test.ts';
const TABLES = 'lambdas/edge/tables.test.ts';
const STEP_HANDLER = 'lambdas/edge/step-handler.test.ts';
const LOCK_MODEL = 'test/lock-model.test.ts';

/** Every promise, in the order of their numbers. */
export const PROMISES: readonly Promised[] = [
  {
    id: 'I-01',
    promise: 'one run at a time changes a plan, and each change carries the epoch that this run has taken',
    history: ['oneEpochHasOneOwner', 'everyChangeIsGuarded'],
    tests: ['lib/domain/admission.test.ts', 'lib/domain/lock.test.ts', TABLES, LOCK_MODEL],
  },
  {
    id: 'I-02',
    promise: 'nothing takes effect for an epoch that a later one has followed',
    history: ['epochsOnlyGrow'],
    tests: [STEP_HANDLER, TABLES, LOCK_MODEL],
  },
  {
    id: 'I-03',
    promise: 'once it is quiet, one Region takes writes',
    simulation: `${AT_THE_END}: beside the writer, no Region that can be reached takes writes`,
    scenarios: ['old-primary-returns', 'primary-lost'],
    tests: [PROMOTE, 'lambdas/steps/fence-region/step.test.ts', 'lambdas/steps/confirm-outage/quorum.test.ts'],
  },
  {
    id: 'I-04',
    promise: 'users are led only to the Region of the writer, after its canaries have written there in the same run',
    history: ['trafficMovesLast', 'canariesComeBeforeTraffic'],
    simulation: 'after each call that may move users: the writer is there, and a row of a canary',
    invariants: ['trafficMovesAfterTheCanaries', 'aClaimStandsOnACanary'],
    tests: [
      'lambdas/steps/run-canaries/step.test.ts',
      'lambdas/steps/shift-traffic/step.test.ts',
      'test/machine.test.ts',
    ],
  },
  {
    id: 'I-05',
    promise: 'the public name always has an address',
    simulation: 'every few seconds, and after each call that may move users',
    invariants: ['theNameAlwaysAnswers'],
    tests: ['lambdas/triggers/serve-signal/trigger.test.ts', 'lambdas/steps/settle-traffic/step.test.ts'],
  },
  {
    id: 'I-06',
    promise: 'a database is promoted once under an epoch; a failover again only when Aurora has given the first one up',
    history: ['oneEpochPromotesOnce'],
    scenarios: ['lambda-dies-after-each-side-effect'],
    tests: [PROMOTE, STEP_HANDLER],
  },
  {
    id: 'I-07',
    promise: 'a run that is refused has changed nothing',
    history: ['ended'],
    tests: ['lambdas/steps/confirm-active/step.test.ts', PROMOTE, 'test/machine.test.ts'],
  },
  {
    id: 'I-08',
    promise: 'after the promotion nothing is taken back: no database returns and no stack goes by itself',
    history: ['nothingIsTakenBack', 'whatServesStays'],
    simulation: 'every story comes to its goal in the end',
    tests: [PROMOTE, 'lambdas/triggers/watch-region/takeover.test.ts', 'test/machine.test.ts'],
  },
  {
    id: 'I-09',
    promise: 'a switchover loses no order that was acknowledged; a failover only what had not reached the others',
    history: ['everyVerbKeepsToItsOwn'],
    simulation: `${AT_THE_END}: what customers were told is stored, against the rows of the writer`,
    invariants: ['nothingIsAcknowledgedUnstored'],
    scenarios: ['switchover-loses-nothing'],
    tests: ['lambdas/steps/fence-region/step.test.ts', PROMOTE, 'test/machine.test.ts'],
  },
  {
    id: 'I-10',
    promise: "nobody is promoted beyond the plan's limit of lag, or with an unknown one, before a person agreed",
    simulation: "at the promotion: the world's own lag, the plan's limit and what persons have answered",
    scenarios: ['standby-too-far-behind'],
    tests: [
      'lambdas/steps/authorize-promotion/step.test.ts',
      'lambdas/steps/check-readiness/lags.test.ts',
      'lambdas/steps/check-readiness/heartbeat.test.ts',
    ],
  },
  {
    id: 'I-11',
    promise: 'no lock outlives its run for long, and none is taken from a run that lives',
    simulation: `${AT_THE_END}: no lock belongs to a run that has ended`,
    invariants: ['noLockIsLeft'],
    scenarios: ['dead-owner-taken-over'],
    tests: ['lambdas/edge/left-behind.test.ts', 'lib/domain/lock.test.ts', LOCK_MODEL],
  },
  {
    id: 'I-12',
    promise: 'every run leaves its evidence with one ending and tells somebody, whatever has ended it',
    simulation: `${AT_THE_END}; where archive or topics were away, the run itself must have said so`,
    invariants: ['evidenceHolds', 'somebodyIsTold'],
    scenarios: ['operator-aborts'],
    tests: ['lambdas/steps/close-run/step.test.ts', 'lambdas/edge/left-behind.test.ts', 'test/machine.test.ts'],
  },
  {
    id: 'I-13',
    promise: 'a message that cannot be sent stops no run',
    simulation: '`snsIsDown`, and every fault of the call',
    tests: ['lambdas/steps/close-run/step.test.ts', STEP_HANDLER],
  },
  {
    id: 'I-14',
    promise: 'a drill touches neither users nor what serves them',
    history: ['everyVerbKeepsToItsOwn', 'noDrillTouchesLiveStacks'],
    simulation: 'story `drilled`',
    scenarios: ['drill-leaves-nothing', 'disaster-during-drill'],
    tests: [
      'test/iam.test.ts',
      'lambdas/steps/deploy-stacks/lanes.test.ts',
      'lambdas/steps/retire-stacks/verbs.test.ts',
    ],
  },
  {
    id: 'I-15',
    promise: 'a trigger that comes again starts no second run',
    simulation: '`eventsComeTwice`, with I-01',
    tests: ['lambdas/triggers/on-alarm/trigger.test.ts', 'lambdas/triggers/watch-region/takeover.test.ts'],
  },
  {
    id: 'I-16',
    promise: 'a trigger that is too old, or of an earlier epoch, starts nothing',
    simulation: '`eventsAreLate`',
    tests: ['lambdas/triggers/on-alarm/trigger.test.ts', 'lambdas/steps/admit-run/trigger-problem.test.ts'],
  },
  {
    id: 'I-17',
    promise: 'no run begins by itself in the pause after another or against the off switch; persons may start one',
    simulation: `${AT_THE_END}, of the pause`,
    scenarios: ['alarm-flaps'],
    tests: ['lib/domain/automation.test.ts', 'lambdas/steps/admit-run/trigger-problem.test.ts'],
  },
  {
    id: 'I-18',
    promise: 'a run keeps to its verb, and to the plan and the release that it began with',
    history: ['everyVerbKeepsToItsOwn', 'nothingBesideThePlan'],
    tests: ['test/iam.test.ts', 'lib/domain/release/release.test.ts', 'lambdas/steps/retire-stacks/verbs.test.ts'],
  },
  {
    id: 'I-19',
    promise: 'what is deployed is, byte for byte, what was signed',
    scenarios: [
      'release-byte-flipped',
      'release-version-swapped',
      'release-rolled-back',
      'release-signed-by-a-stranger',
    ],
    tests: ['lambdas/edge/staged-release.test.ts', 'lib/domain/release/release.test.ts'],
  },
  {
    id: 'I-20',
    promise:
      'an approval counts once, in its time, for the run, the plan and the evidence that a known person was shown',
    scenarios: ['approved-by-a-person'],
    tests: [
      'lib/domain/approval.test.ts',
      'lambdas/triggers/decide-approval/trigger.test.ts',
      'lambdas/steps/authorize-promotion/step.test.ts',
    ],
  },
  {
    id: 'I-21',
    promise: 'a failover needs nothing of the lost Region, nor a global control plane',
    simulation: 'home is us-east-1: a story that loses it loses the control planes of Route 53 and IAM with it',
    scenarios: ['primary-lost', 'us-east-1-dead-too'],
    tests: [PROMOTE],
  },
  {
    id: 'I-22',
    promise: 'the same seed and the same faults give the same trace',
    simulation: 'it is its own promise',
    tests: ['test/simulation.whole.ts'],
    because: 'the simulation promises it, and not the product',
  },
  {
    id: 'I-23',
    promise: 'every wait has an end, and so has every run',
    simulation: 'a run that goes on after a day of its clock hangs',
    invariants: ['everyRunEnds'],
    tests: ['test/asl/lint.test.ts', STEP_HANDLER],
  },
  {
    id: 'I-24',
    promise: 'no secret, no token and no row of a customer is in logs, state, evidence or messages',
    tests: ['test/taint.test.ts', 'test/secrets.test.ts', 'lambdas/edge/hooks/masked.test.ts', 'test/template.test.ts'],
  },
  {
    id: 'I-25',
    promise: 'nobody goes back over rows that only the old writer holds, before a person has looked at them',
    simulation: 'story `failedBack`',
    scenarios: ['old-primary-returns', 'failback'],
    tests: ['lambdas/steps/confirm-active/step.test.ts'],
  },
  {
    id: 'I-26',
    promise: 'no run deletes or overwrites what may be the last copy of anything',
    history: ['theLastCopyStays'],
    tests: ['test/iam.test.ts', 'test/template.test.ts', 'lambdas/steps/retire-stacks/deleting.test.ts'],
  },
  {
    id: 'I-27',
    promise: 'nothing is called ready on old or missing evidence',
    scenarios: ['standby-not-ready'],
    tests: ['lambdas/steps/check-readiness/step.test.ts', 'lambdas/steps/check-readiness/refusals.test.ts'],
  },
  {
    id: 'I-28',
    promise: 'a run that did not do its work says why, and what to type next',
    simulation: `${AT_THE_END}: the reason is in its evidence`,
    tests: ['lib/workflow/endings.test.ts', 'test/machine-runs.test.ts'],
  },
  {
    id: 'I-29',
    promise: 'a run that is redriven goes on only while the epoch is still its own',
    simulation: '`redrive`, `isAbortedAndRedriven` and `isRedrivenTooLate`, with I-01 and I-02',
    scenarios: ['redriven-too-late'],
    tests: ['lib/domain/lock.test.ts', LOCK_MODEL],
  },
  {
    id: 'I-30',
    promise: 'repeating is bounded: in calls, in time, and in events of an execution',
    simulation: `${AT_THE_END}, of calls and of events`,
    tests: ['lambdas/edge/transient.test.ts', STEP_HANDLER],
  },
  {
    id: 'I-31',
    promise: 'no run and no chore calls AWS more often than an account may',
    simulation: `${AT_THE_END}, of every call that no fault has turned away`,
    invariants: ['ratesAreKept'],
    tests: ['lambdas/edge/paced.test.ts'],
  },
];
