import { type Mutant, mutantsOf } from '../mutant';

const MACHINE = ['test/machine.test.ts'];
const RUNS = ['test/machine-runs.test.ts'];
const ASL = ['test/asl/lint.test.ts'];

/** The order of the steps, and what a machine does when one of them fails. */
export const WORKFLOW: readonly Mutant[] = [
  ...mutantsOf(
    { file: 'lib/workflow/failover.ts', suites: MACHINE },
    {
      'traffic-before-canaries': {
        because: 'I-04: users are sent here before anything proves that the Region serves',
        find: '        untilDone(runCanaries),\n        untilDone(beforeTraffic),\n        untilDone(shiftTraffic),\n',
        replace:
          '        untilDone(beforeTraffic),\n        untilDone(shiftTraffic),\n        untilDone(runCanaries),\n',
      },
      'promotion-before-authorization': {
        because: 'I-20: the promotion does not wait for whoever has to allow it',
        find:
          '            untilDone(authorizePromotion),\n            untilDone(beforePromotion),\n            together(\n' +
          '              untilDone(promoteDatabase),\n',
        replace:
          '            untilDone(beforePromotion),\n            together(\n' +
          '              inOrder(untilDone(promoteDatabase), untilDone(authorizePromotion)),\n',
      },
      'closing-left-out-after-a-failure': {
        because: 'I-12: a run that failed writes no end, tells nobody and keeps its lock',
        find: 'always(untilDone(closeRun)),',
        replace: 'untilDone(closeRun),',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/workflow/failover.ts', suites: ['lib/workflow/endings.test.ts'] },
    {
      'failed-traffic-forgiven': {
        because: 'I-28: a run that did not move users ends as one that serves',
        find: 'of: [announceRegion, afterTraffic, unfenceRegion, closeRun]',
        replace: 'of: [shiftTraffic, announceRegion, afterTraffic, unfenceRegion, closeRun]',
      },
      'refused-after-a-change': {
        because: 'I-28: a run that has changed something ends as if it had not',
        find: 'of: [admitRun, confirmOutage, checkReadiness] }',
        replace: 'of: [admitRun, confirmOutage, checkReadiness, promoteDatabase] }',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/workflow/switchover.ts', suites: MACHINE },
    {
      'promotion-before-the-fence': {
        because: 'I-09: rows are still written in the old Region while the writer moves',
        find:
          "import { fenceRegion } from '../../lambdas/steps/fence-region/step';\n" +
          "import { promoteDatabase } from '../../lambdas/steps/promote-database/step';\n",
        replace:
          "import { fenceRegion as promoteDatabase } from '../../lambdas/steps/fence-region/step';\n" +
          "import { promoteDatabase as fenceRegion } from '../../lambdas/steps/promote-database/step';\n",
      },
      'fence-skipped': {
        because: 'I-09: the old Region is never stopped',
        find: '        untilDone(fenceRegion),\n        touch(\n',
        replace: '        touch(\n',
      },
      'fence-never-lifted': {
        because: 'I-07: a switchover that turned back leaves the old Region stopped',
        find: 'always(untilDone(unfenceRegion)),',
        replace: 'untilDone(unfenceRegion),',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/constructs/step-states.ts', suites: MACHINE },
    {
      'catch-dropped': {
        because: 'I-12: a failed step ends the execution at once, and nothing is closed',
        find: '(next) => task.addCatch(next, { errors: [Errors.ALL], outputs: withFailure(step.name) })',
        replace: '(next) => task.addCatch(next, { errors: [FAILURES.refused], outputs: withFailure(step.name) })',
      },
      'refusals-retried': {
        because: 'I-30: what repeating cannot change is repeated',
        find: 'task.addRetry(NO_RETRY).addRetry(RETRY)',
        replace: 'task.addRetry(RETRY)',
      },
      'half-a-record-goes-on': {
        because: 'I-27: a step that is not done is left behind',
        find: 'task.addRetry(NO_RETRY).addRetry(RETRY).next(done);',
        replace: 'task.addRetry(NO_RETRY).addRetry(RETRY).next(wait);',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/constructs/step-states.ts', suites: ASL },
    {
      'task-without-timeout': {
        because: 'I-23: a function that never answers holds the run for ever',
        find: '    taskTimeout: Timeout.duration(Duration.seconds(attemptSeconds(step))),\n',
        replace: '',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/constructs/workflow-machine.ts', suites: ASL },
    {
      'machine-without-timeout': {
        because: 'I-23: a run has no end of its own',
        find: '      timeout: Duration.seconds(runSecondsMax(steps, place)),\n',
        replace: '',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/constructs/workflow-machine.ts', suites: ['test/template.test.ts'] },
    {
      'run-data-in-the-log': {
        because: 'I-24: the whole run document is written to the log',
        find: 'includeExecutionData: false',
        replace: 'includeExecutionData: true',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/constructs/states.ts', suites: MACHINE },
    {
      'catch-of-the-branches-dropped': {
        because: 'I-12: a Parallel that fails as a whole ends the execution, and nothing is closed',
        find: '      (next) => parallel.addCatch(next, { errors: [Errors.ALL], outputs: withFailure(name) }),\n',
        replace: '',
      },
      'failed-branch-ends-its-sibling': {
        because: 'I-08: a stack that fails stops a promotion half way',
        find: 'lead([...ends, ...failures], ended);',
        replace: 'lead(ends, ended);',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/constructs/expressions.ts', suites: ['test/asl/expressions.test.ts', ...RUNS] },
    {
      'failures-of-branches-lost': {
        because: 'I-28: what failed in a branch is not in the run any more',
        find: '[$distinct([$states.input.failures, $states.result.failures])]',
        replace: '[$states.input.failures]',
      },
      'refusal-recorded-as-broken': {
        because: 'I-28: a guard that said no reads as a fault of the program',
        find: '\'"kind": $exists($kind) ? $kind : "broken",\'',
        replace: '\'"kind": "broken",\'',
      },
      'malformed-record-counts-as-done': {
        because: 'I-27: an answer that says nothing counts as done',
        find: '.status = "done"`',
        replace: '.status != "pending"`',
      },
    },
  ),
];
