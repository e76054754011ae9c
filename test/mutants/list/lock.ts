import { type Mutant, mutantsOf } from '../mutant';

/** Who may change the world: the lock, its epochs, and how it passes from one run to the next. */
export const LOCK: readonly Mutant[] = [
  ...mutantsOf(
    { file: 'lambdas/edge/lock-table.ts', suites: ['lambdas/edge/tables.test.ts'] },
    {
      'guard-passes-on-intent': {
        because: 'I-02: a run changes the world before the other Regions were heard',
        find: "{ owner, epoch, state: '= :held' }",
        replace: "{ owner, epoch, state: '<> :free' }",
      },
      'guard-ignores-epoch': {
        because: 'I-02: a redriven run passes its guard under an epoch that is over',
        find: '#epoch = :epoch AND',
        replace: '#epoch >= :epoch AND',
      },
      'close-ignores-version': {
        because: 'I-11: a run that has written since it was observed loses its lock',
        find: "update(freed(lastRun), { owner, epoch, state: '<> :free', version })",
        replace: "update(freed(lastRun), { owner, epoch, state: '<> :free' })",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/conditional.ts', suites: ['lambdas/edge/tables.test.ts'] },
    {
      'lost-race-reported-as-won': {
        because: 'I-01: the loser of a conditional write goes on as its winner',
        find: "'ConditionalCheckFailedException') return false",
        replace: "'ConditionalCheckFailedException') return true",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/domain/lock.ts', suites: ['lib/domain/lock.test.ts'] },
    {
      'epoch-not-incremented': {
        because: 'I-01: two runs have one epoch, and fences cannot tell them apart',
        find: '(Math.floor(highestSeen / RANKS_MAX) + 1) * RANKS_MAX + rank',
        replace: 'Math.floor(highestSeen / RANKS_MAX) * RANKS_MAX + rank',
      },
      'epoch-ignores-other-regions': {
        because: 'I-01: an epoch is confirmed below one that another Region has given out',
        find: 'epoch: Math.max(lock.epoch, epochAbove(highestSeen, rank)),',
        replace: 'epoch: lock.epoch,',
      },
      'late-deletions-kept-secret': {
        because: 'I-08: nobody hears that a run which gave way may still delete what is adopted',
        find: 'lock && mayTakeAway(lock, now) ? lock.quietAt : now',
        replace: 'lock && mayTakeAway(lock, now) ? now : now',
      },
      'lock-taken-from-live-owner': {
        because: 'I-11: a run takes the lock of one that is at work',
        find: "(lock.state !== 'free' && !givesWay(lock)) || isOver(lock, claimant)",
        replace: 'isOver(lock, claimant)',
      },
      'closed-run-takes-lock-again': {
        because: 'I-29: a run that gave the lock back goes on when it is redriven',
        find: 'return lock.owner === claimant.owner || isAfterStart(lock.since, claimant);',
        replace: 'return lock.owner !== claimant.owner && isAfterStart(lock.since, claimant);',
      },
      'quarantine-measured-from-the-take': {
        because: 'I-11: a lock is taken over while a call of its dead owner is under way',
        find: 'Date.parse(now) >= Date.parse(lock.quietAt) ||',
        replace: 'Date.parse(now) >= Date.parse(lock.since) ||',
      },
      'forged-quarantine-lasts-for-ever': {
        because: 'I-11: one forged write keeps the lock of a dead run for ever',
        find: 'Date.parse(now) >= Date.parse(lock.quietAt) || isImpossible(lock, now)',
        replace: 'Date.parse(now) >= Date.parse(lock.quietAt)',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/domain/admission.ts', suites: ['lib/domain/admission.test.ts'] },
    {
      'runs-beside-another-region': {
        because: 'I-01: a failover goes on beside a run that is admitted elsewhere',
        find: "lock.state === 'held' || rank < rankHere(seen)",
        replace: 'rank < rankHere(seen)',
      },
      'no-majority-needed': {
        because: 'I-01: two groups of Regions that do not hear each other both take over',
        find: 'heard * 2 > regions.length ||',
        replace: 'heard > 0 ||',
      },
      'claims-not-counted-in-the-epoch': {
        because: 'I-01: a new epoch lies below one that already moves traffic',
        find: "other.outcome === 'read' ? [other.lock?.epoch ?? 0, other.claimedEpoch] : [];",
        replace: "other.outcome === 'read' ? [other.lock?.epoch ?? 0] : [];",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/domain/admission-planned.ts', suites: ['lambdas/steps/admit-run/planned.test.ts'] },
    {
      'planned-run-without-every-lock': {
        because: 'I-01: a switchover goes on although a Region cannot be heard',
        find: "return { kind: 'withdraw', reason: 'unheard', because };",
        replace: "return { kind: 'held' };",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/steps/admit-run/decide.ts', suites: ['lambdas/steps/admit-run/step.test.ts'] },
    {
      'taken-over-within-quarantine': {
        because: 'I-11: a dead run is closed while a call of it may still take effect',
        find: 'return isQuiet(lock, now)\n',
        replace: 'return ended\n',
      },
      'off-switch-stops-persons': {
        because: 'I-17: a person cannot start what only automatic runs are kept from',
        find: "trigger !== undefined && trigger.kind !== 'upkeep'",
        replace: "trigger?.kind !== 'upkeep'",
      },
      'lock-seized-at-the-first-silence': {
        because: 'I-01: one slow second takes the lock from a planned run, which goes on without it',
        find: 'return elapsedSeconds < LISTEN_SECONDS\n',
        replace: 'return elapsedSeconds < 0\n',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/execution-end.ts', suites: ['lambdas/edge/left-behind.test.ts'] },
    {
      'running-counts-as-ended': {
        because: 'I-11: the lock of a run that is at work is closed in its place',
        find: 'if (status === undefined || !TERMINAL.includes(status)) return {};',
        replace: 'if (status === undefined) return {};',
      },
      'throttled-counts-as-ended': {
        because: 'I-11: a run looks dead because Step Functions was asked too often',
        find: "execution.outcome === 'failed' && execution.name === 'ExecutionDoesNotExist'",
        replace: "execution.outcome === 'unknown' || execution.name === 'ExecutionDoesNotExist'",
      },
      'new-execution-counts-as-forgotten': {
        because: 'I-11: a run that was just started looks dead',
        find: 'return isOld ?',
        replace: 'return isOld || true ?',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/lock-owner.ts', suites: ['lambdas/edge/left-behind.test.ts'] },
    {
      'lock-not-read-again-after-the-end': {
        because: 'I-12: a run that gave its lock back is closed a second time, and people are told twice',
        find: 'const last = await table.read();',
        replace: 'const last: Lock | undefined = first;',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/left-behind.ts', suites: ['lambdas/edge/left-behind.test.ts'] },
    {
      'closed-within-quarantine': {
        because: 'I-11: a lock is given back while a call of its dead owner is under way',
        find: 'if (!isQuiet(lock, now)) return',
        replace: 'if (lock.quietAt === now) return',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/steps/close-run/decide.ts', suites: ['lambdas/steps/close-run/step.test.ts'] },
    {
      'lock-never-released': {
        because: 'I-11: the lock of a run that has ended keeps the next one out',
        find: '    releasing(seen, input) ??\n',
        replace: '',
      },
      'own-lock-released-before-the-others': {
        because: 'I-11: another Region keeps a lock whose run nobody can ask about any more',
        find: '    releasingElsewhere(seen, input) ??\n    releasing(seen, input) ??\n',
        replace: '    releasing(seen, input) ??\n    releasingElsewhere(seen, input) ??\n',
      },
    },
  ),
];
