import type { Fault } from './fault';

export const ENGINE_FAULTS: readonly Fault[] = [
  {
    id: 'F-97',
    fault: 'a run is aborted, at any state',
    outcome: 'it is closed in its place: recorded, archived, told, lock free; starting again adopts what stands',
    by: ['operator-aborts', 'switchover-aborted', 'lambdas/edge/left-behind.test.ts', 'simulate:abort'],
  },
  {
    id: 'F-98',
    fault: 'an execution times out, at any state',
    outcome: 'as F-97',
    by: ['lambdas/triggers/on-run-ended/trigger.test.ts', 'simulate:timeout'],
  },
  {
    id: 'F-99',
    fault: '`States.Runtime` or `States.DataLimitExceeded`, which nothing catches',
    outcome: 'a rule outside the machine hears of the end, and a function looks each minute',
    by: ['lambdas/triggers/on-run-ended/trigger.test.ts', 'test/template-events.test.ts'],
  },
  {
    id: 'F-100',
    fault: 'a run document near 256 KiB',
    outcome:
      'what a step keeps of its sentences and errors is bounded; templates and records stay in bucket and ' + 'table',
    by: ['lambdas/edge/step-handler.test.ts', 'test/asl/expressions.test.ts'],
  },
  {
    id: 'F-101',
    fault: 'a history near 25,000 events',
    outcome: 'a wait of a day has no more looks than a history holds',
    by: ['lambdas/steps/authorize-promotion/step.test.ts'],
  },
  {
    id: 'F-102',
    fault: 'Step Functions retries a function that has had its effect',
    outcome: 'each step looks before it acts: the second time finds nothing to do',
    by: ['lambdas/edge/step-handler.test.ts', 'lambda-dies-after-each-side-effect', 'simulate:killLambda'],
  },
  {
    id: 'F-103',
    fault: 'a retry of `States.TaskFailed` where a time-out must be caught',
    outcome: 'the lint of the synthesised machines finds it',
    by: ['test/asl/lint.test.ts'],
  },
  {
    id: 'F-104',
    fault: 'a catch that drops the run document',
    outcome: 'the lint finds it, and each catch is evaluated with every kind of document',
    by: ['test/asl/lint.test.ts', 'test/asl/expressions.test.ts'],
  },
  {
    id: 'F-105',
    fault: 'a branch fails while its sibling has a call in flight',
    outcome: 'branches catch their own errors: each ends by itself, then the whole fails',
    by: ['test/machine-runs.test.ts', 'test/asl/lint.test.ts'],
  },
  {
    id: 'F-106',
    fault: 'a task token that is lost, used twice or too late',
    outcome: 'there are no task tokens: approvals are items, and the lint refuses a token',
    by: ['test/asl/lint.test.ts'],
  },
  {
    id: 'F-107',
    fault: 'a run is redriven after a deployment',
    outcome:
      'its definition names the versions that it began with, and each step reads earlier outputs with their ' +
      'schema',
    by: ['test/template.test.ts', 'lambdas/edge/step-handler.test.ts', 'simulate:redrive'],
  },
  {
    id: 'F-108',
    fault: 'a function cannot start',
    outcome: 'retried, then handed over with its error',
    by: ['test/machine-runs.test.ts', 'simulate:killLambda'],
  },
  {
    id: 'F-109',
    fault: 'the concurrency of the account is used up',
    outcome: 'retried; the public signal cannot use up what the steps need',
    by: [
      'lambdas/triggers/on-run-ended/trigger.test.ts',
      'test/machine-runs.test.ts',
      'test/template-events.test.ts',
      'simulate:throttle',
    ],
  },
  {
    id: 'F-110',
    fault: 'a function times out after its effect',
    outcome: 'as F-33',
    by: ['test/machine-runs.test.ts', 'lambda-dies-after-each-side-effect', 'simulate:timeoutAfter'],
  },
  {
    id: 'F-111',
    fault: 'a function answers something else than its record',
    outcome: 'taken for not done, and never for done; nonsense is broken, and handed over',
    by: ['test/machine-runs.test.ts', 'simulate:malformed'],
  },
  {
    id: 'F-112',
    fault: 'any single call is denied',
    outcome: 'the message names role, action and resource; before the promotion nothing was changed',
    by: ['lambdas/steps/audit-permissions/step.test.ts', 'simulate:denied'],
  },
  {
    id: 'F-113',
    fault: 'credentials have expired',
    outcome: 'turned away before any effect: as throttled, so a step looks again and a promotion is sent again',
    by: ['lambdas/edge/transient.test.ts', 'lambdas/steps/promote-database/aurora.test.ts'],
  },
  {
    id: 'F-114',
    fault: 'every call takes 25 s, or most are throttled',
    outcome: 'each call has its time-out and each step its limit: the run ends, if only in a handover',
    by: [
      'lambdas/edge/clients.test.ts',
      'lambdas/triggers/watch-region/trigger.test.ts',
      'simulate:slow',
      'simulate:throttle',
    ],
  },
  {
    id: 'F-115',
    fault: 'a connection is reset in the middle of an answer',
    outcome: 'nobody knows whether it had an effect: the next look tells',
    by: [
      'lambdas/edge/transient.test.ts',
      'lambdas/edge/web.test.ts',
      'lambdas/edge/release-bucket.test.ts',
      'simulate:timeoutAfter',
    ],
  },
  {
    id: 'F-116',
    fault: 'evidence cannot be written',
    outcome: 'the run goes on, but sends no promotion without its record; the gap is told when it ends',
    by: [
      'lambdas/edge/step-handler.test.ts',
      'lambdas/steps/promote-database/aurora.test.ts',
      'lambdas/steps/close-run/step.test.ts',
    ],
  },
  {
    id: 'F-117',
    fault: 'SNS is down',
    outcome: 'the run ends as it would have, and the report names the topic',
    by: ['lambdas/steps/close-run/step.test.ts', 'simulate:errorBefore'],
  },
  {
    id: 'F-118',
    fault: 'a log group is missing or may not be written to',
    outcome: 'the run goes on: a function writes to its output and waits for nobody',
    by: [],
    because:
      "Lambda delivers a function's log after and beside it; no call of Understudy depends on it, so there is " +
      'none to let fail',
  },
  {
    id: 'F-119',
    fault: 'nobody answers the question',
    outcome: 'people are told again at half of the time; then it is refused with nothing promoted',
    by: [
      'standby-too-far-behind',
      'lambdas/steps/authorize-promotion/step.test.ts',
      'lambdas/steps/authorize-promotion/asking.test.ts',
    ],
  },
  {
    id: 'F-120',
    fault: 'a person approves after the Region has come back',
    outcome: 'the Region is probed again before a yes is used: refused',
    by: ['lambdas/steps/authorize-promotion/asking.test.ts', 'lambdas/steps/authorize-promotion/step.test.ts'],
  },
];
