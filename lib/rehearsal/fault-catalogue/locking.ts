import type { Fault } from './fault';

export const LOCKING_FAULTS: readonly Fault[] = [
  {
    id: 'F-19',
    fault: 'two runs race for the lock',
    outcome: 'one is admitted; the other joins it, or makes room',
    by: [
      'two-runs-race',
      'two-regions-race',
      'lambdas/edge/tables.test.ts',
      'test/lock-model.test.ts',
      'simulate:isStartedAgain',
    ],
  },
  {
    id: 'F-20',
    fault: 'the lock is written and the answer is lost',
    outcome: 'the next look finds its own name in the item and goes on',
    by: [
      'lambdas/steps/admit-run/step.test.ts',
      'lambdas/steps/admit-run/planned.test.ts',
      'lambda-dies-after-each-side-effect',
      'simulate:errorAfter',
    ],
  },
  {
    id: 'F-21',
    fault: 'DynamoDB throttles the writes of the lock',
    outcome: 'nothing is changed without the guard: the step fails, is retried, and hands over in the end',
    by: ['lambdas/edge/step-handler.test.ts', 'simulate:throttle'],
  },
  {
    id: 'F-22',
    fault: 'DynamoDB of the standby is down',
    outcome:
      'no run is admitted without its lock, and none changes anything without its guard: it looks again, then ' +
      'hands over',
    by: [
      'lambdas/edge/step-handler.test.ts',
      'lambdas/steps/promote-database/aurora.test.ts',
      'lambdas/steps/shift-traffic/moves.test.ts',
      'test/machine-runs.test.ts',
      'simulate:errorBefore',
    ],
  },
  {
    id: 'F-23',
    fault: 'the table answers a read that is stale',
    outcome: 'lock, claim, evidence and approvals are read strongly; a protocol that does not is found by the model',
    by: ['lambdas/edge/tables.test.ts', 'test/lock-model-mutants.test.ts', 'simulate:readsAreStale'],
  },
  {
    id: 'F-24',
    fault: 'a run is aborted while it holds the lock',
    outcome: 'it is closed in its place once its last call is over; the next run takes over',
    by: ['operator-aborts', 'dead-owner-taken-over', 'lambdas/edge/left-behind.test.ts', 'simulate:abort'],
  },
  {
    id: 'F-25',
    fault: 'the function of an aborted run ends late',
    outcome:
      'its call lands before `quietAt`: nobody takes the lock before that, or who does looks at its stacks after it',
    by: [
      'lambdas/steps/deploy-stacks/gave-way.test.ts',
      'lib/domain/history/checker.test.ts',
      'lambdas/steps/admit-run/step.test.ts',
      'lambdas/edge/left-behind.test.ts',
      'test/lock-model-mutants.test.ts',
    ],
  },
  {
    id: 'F-26',
    fault: 'an old run is redriven after another has taken over',
    outcome: 'its first guard fails: it changes nothing and says who took over',
    by: ['redriven-too-late', 'simulate:redrive'],
  },
  {
    id: 'F-27',
    fault: 'the clock of one host is 10 minutes off',
    outcome: 'owner and version decide, and not the clock; a moment of quiet that no guard writes is not waited for',
    by: ['test/lock-quiet.test.ts', 'lambdas/steps/admit-run/step.test.ts', 'test/lock-model-mutants.test.ts'],
  },
  {
    id: 'F-28',
    fault: 'DescribeExecution is throttled or stale during a take-over',
    outcome: 'what is not known is taken as alive: nothing is taken over',
    by: ['lambdas/steps/admit-run/regions.test.ts', 'lambdas/edge/left-behind.test.ts'],
  },
  {
    id: 'F-29',
    fault: 'a person breaks the lock of a run that is alive',
    outcome: 'only with the epoch typed out; the old run then stops at its next guard',
    by: ['lambdas/triggers/change-controls/trigger.test.ts'],
  },
  {
    id: 'F-30',
    fault: 'an operator promotes by hand in the middle of a run',
    outcome: 'the writer is where it shall be: the step is done, and says so',
    by: ['promoted-by-hand', 'lambdas/steps/authorize-promotion/asking.test.ts'],
  },
  {
    id: 'F-31',
    fault: 'a failback is started while a failover runs',
    outcome: 'it joins the run that holds the lock, names it, and takes nothing',
    by: ['lambdas/steps/admit-run/planned.test.ts'],
  },
];
