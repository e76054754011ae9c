import { type Mutant, mutantsOf } from '../mutant';

const GUARD = '    if (!(await stillOwns(visit))) {';

/** What stands behind every step: look, decide, guard, record, perform, and look again. */
export const STEPS: readonly Mutant[] = [
  ...mutantsOf(
    { file: 'lambdas/edge/step-handler.ts', suites: ['lambdas/edge/step-handler.test.ts'] },
    {
      'guard-dropped': {
        because: 'I-02: a run that was superseded goes on changing the world',
        find: GUARD,
        replace: '    if (epoch === Number.NEGATIVE_INFINITY) {',
      },
      'guard-after-the-change': {
        because: 'I-02: the change is made before anybody asks who owns the epoch',
        find: '  const { step, document, epoch } = visit;\n  if (step.fenced) {',
        replace:
          '  const { step, document, epoch } = visit;\n  await perform();\n  perform = async () => {};\n  if (step.fenced) {',
      },
      'quarantine-shorter-than-a-call': {
        because: 'I-11: a lock counts as quiet while the call behind its guard is under way',
        find: '(step.timeoutSeconds + CLOCK_SKEW_SECONDS) * 1000',
        replace: 'CLOCK_SKEW_SECONDS * 1000',
      },
      'sent-although-not-recorded': {
        because: 'I-06: a promotion is sent that no record tells of, so the next look sends it again',
        find: 'step.mustRecord ? append(visit, called) : record(visit, called)',
        replace: 'record(visit, called)',
      },
      'change-before-its-record': {
        because: 'I-06: a crash after the call leaves no record of it',
        find: '    await (step.mustRecord ? append(visit, called) : record(visit, called));\n  }\n  await perform();',
        replace:
          '    await perform();\n    await (step.mustRecord ? append(visit, called) : record(visit, called));\n    return;\n  }\n  await perform();',
      },
      'refusal-swallowed': {
        because: 'I-07: a run goes on where a guard said no',
        find: '      refuseOrJoin(decision);\n',
        replace: '',
      },
      'trouble-ends-the-step': {
        because: 'I-30: one throttled look breaks a takeover',
        find: 'if (!isTransient(error)) throw error;',
        replace: 'throw error;',
      },
      'denial-waited-for': {
        because: 'I-23: a denied call is repeated until the limit, and nobody hears why',
        find: '    if (!isTransient(error)) throw error;\n',
        replace: '',
      },
      'evidence-stops-the-recovery': {
        because: 'I-13: a table that takes no record stops the takeover',
        find: "  } catch (error) {\n    edge.log({\n      step: step.name,\n      kind: 'evidence-missing',",
        replace:
          "  } catch (error) {\n    if (step.fenced) throw error;\n    edge.log({\n      step: step.name,\n      kind: 'evidence-missing',",
      },
      'step-never-overdue': {
        because: 'I-23: a step waits for ever for what does not come',
        find: 'if (input.elapsedSeconds >= step.overdueSeconds(input.plan)) {',
        replace: 'if (input.elapsedSeconds >= Number.MAX_SAFE_INTEGER) {',
      },
      'time-counted-from-each-invocation': {
        because: 'I-23: each invocation begins to count anew, so no limit is ever reached',
        find: 'previous?.firstLookAt ?? isoAt(beganAt)',
        replace: 'isoAt(beganAt)',
      },
      'invocation-without-a-budget': {
        because: 'I-23: Lambda ends the function in the middle of a change',
        find: '      if (timeIsUsedUp(visit)) break;\n',
        replace: '',
      },
      'gives-way-as-a-failure': {
        because: 'I-15: a drill that made room for a failover reports a failure',
        find: "standingOfVerb(document.run.verb).givesWay ? 'joined' : 'refused'",
        replace: "'refused'",
      },
    },
  ),
  ...mutantsOf(
    {
      file: 'lambdas/edge/release-stacks/send-each.ts',
      suites: ['lambdas/edge/release-stacks/send-each.test.ts', 'lambdas/steps/retire-stacks/many-stacks.test.ts'],
    },
    {
      'one-guard-for-many-calls': {
        because: 'I-02: a run that lost its lock goes on deleting for half a minute',
        find: ' || !(await stillOwns())',
        replace: '',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/steps/deploy-stacks/decide.ts', suites: ['lambdas/steps/deploy-stacks/gave-way.test.ts'] },
    {
      'adopted-and-never-looked-at-again': {
        because: 'I-08: stacks vanish under the promoted database, deleted by a run that gave way',
        find: 'untilQuiet(stacks, seen, input) ?? ',
        replace: '',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/release-stacks/seen-stacks.ts', suites: ['lambdas/steps/deploy-stacks/gave-way.test.ts'] },
    {
      'last-look-left-out': {
        because: 'I-08: a stack that went in the last second before it was quiet counts as standing',
        find: 'at < quiet && (isStale || now >= quiet)',
        replace: 'at < quiet && isStale && now >= 0',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/transient.ts', suites: ['lambdas/edge/transient.test.ts'] },
    {
      'service-trouble-taken-for-the-truth': {
        because: 'I-10: what a service in trouble did not answer counts as its last word',
        find: '|| (status ?? 0) >= 500) return',
        replace: '|| (status ?? 0) >= 600) return',
      },
      'throttling-taken-for-a-refusal': {
        because: 'I-30: a call that may succeed in a moment ends the run',
        find: 'if (THROTTLED.includes(name) ||',
        replace: 'if (',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/reading.ts', suites: ['lambdas/edge/reading.test.ts'] },
    {
      'transient-error-taken-for-good': {
        because: 'I-10: a read that timed out counts as a definite no',
        find: "if (fault === 'refused') return",
        replace: "if (fault !== 'throttled') return",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/paced.ts', suites: ['lambdas/edge/paced.test.ts'] },
    {
      'calls-not-paced': {
        because: 'I-31: a plan of many parts uses up a rate of the whole account',
        find: '      if (at > now) await clock.sleep(at - now);\n',
        replace: '',
      },
      'pace-saved-up': {
        because: 'I-31: after a quiet hour everything is called at once',
        find: 'due = Math.max(due, at) + everyMilliseconds;',
        replace: 'due += everyMilliseconds;',
      },
    },
  ),
];
