import type { Fault } from './fault';

export const PROMOTION_FAULTS: readonly Fault[] = [
  {
    id: 'F-32',
    fault: 'Aurora throttles the promotion, or answers 5xx before any effect',
    outcome:
      'it looks again; throttled: sent again after 5 s, no answer: after 60 s in which nothing shows; a ' +
      'switchover is not sent again after no answer',
    by: [
      'lambdas/steps/promote-database/aurora.test.ts',
      'lambdas/steps/promote-database/step.test.ts',
      'simulate:errorBefore',
      'simulate:throttle',
    ],
  },
  {
    id: 'F-33',
    fault: 'the promotion is accepted and the function dies before the answer',
    outcome: 'the retry reads its own record, written before the call, and waits; nothing is sent twice',
    by: [
      'lambda-dies-after-each-side-effect',
      'lambdas/steps/promote-database/aurora.test.ts',
      'simulate:errorAfter',
      'simulate:killLambda',
    ],
  },
  {
    id: 'F-34',
    fault: 'the call times out here and takes effect later',
    outcome: 'as F-33: for 60 s what was sent counts as under way',
    by: [
      'lambdas/steps/promote-database/aurora.test.ts',
      'lambdas/steps/promote-database/step.test.ts',
      'simulate:timeoutAfter',
    ],
  },
  {
    id: 'F-35',
    fault: 'the promotion never ends',
    outcome:
      'it waits up to its limit, then hands over; DNS is untouched and nothing is sent again while ' +
      '`FailoverState` is set',
    by: ['lambdas/steps/promote-database/step.test.ts', 'lambdas/edge/step-handler.test.ts'],
  },
  {
    id: 'F-36',
    fault: 'the promotion takes 25 minutes',
    outcome: 'it waits; what was sent while the outage was fresh does not grow too old',
    by: ['lambdas/steps/promote-database/step.test.ts'],
  },
  {
    id: 'F-37',
    fault: 'the API says writer, SQL still refuses writes',
    outcome: 'write canaries decide: no claim before each has written and read back',
    by: ['lambdas/steps/run-canaries/step.test.ts'],
  },
  {
    id: 'F-38',
    fault: 'SQL takes writes before the API says so',
    outcome: 'it waits until writer, `FailoverState` and the cluster agree',
    by: ['lambdas/steps/promote-database/step.test.ts'],
  },
  {
    id: 'F-39',
    fault: '`DescribeGlobalClusters` is stale',
    outcome:
      'it also wants the cluster here to name a writer of its own; where only that cluster ' +
      'names one, what was sent is waited for up to the limit of the step, and nothing is sent again or refused',
    by: ['lambdas/steps/promote-database/step.test.ts', 'lambdas/steps/promote-database/switchover.test.ts'],
  },
  {
    id: 'F-40',
    fault: '`InvalidGlobalClusterStateFault`',
    outcome: "refused in Aurora's words, unless a move to here is under way: that is waited for",
    by: ['lambdas/steps/promote-database/aurora.test.ts'],
  },
  {
    id: 'F-41',
    fault: 'the secondary has no instance',
    outcome: '`check` is red, and a run is refused before anything is changed',
    by: ['standby-not-ready', 'lambdas/steps/check-readiness/refusals.test.ts'],
  },
  {
    id: 'F-42',
    fault: 'engine versions differ more than Aurora allows',
    outcome: 'as F-41',
    by: ['lambdas/edge/engine-version.test.ts', 'lambdas/steps/check-readiness/refusals.test.ts'],
  },
  {
    id: 'F-43',
    fault: 'the lag is above the limit, unknown, missing or old',
    outcome: 'a person is asked; unknown is never zero',
    by: [
      'standby-too-far-behind',
      'lambdas/steps/check-readiness/lags.test.ts',
      'lambdas/steps/authorize-promotion/step.test.ts',
    ],
  },
  {
    id: 'F-44',
    fault: 'replay has stopped and the metric stands still',
    outcome: 'the age of the heartbeat row counts where the plan names one, and the larger of both',
    by: ['lambdas/steps/check-readiness/heartbeat.test.ts'],
  },
  {
    id: 'F-45',
    fault: 'RDS-EVENT-0391: writes to the old primary could not be blocked in time',
    outcome: 'the event is kept and told; users move, and the failback waits until a person has compared',
    by: ['lambdas/triggers/record-database-event/trigger.test.ts', 'lambdas/steps/record-divergence/step.test.ts'],
  },
  {
    id: 'F-46',
    fault: 'the old primary goes on taking writes',
    outcome:
      'once it returns it stands down, its rows are counted and its snapshot is kept; the failback waits for ' +
      'a person',
    by: ['old-primary-returns', 'lambdas/steps/record-divergence/step.test.ts'],
  },
  {
    id: 'F-47',
    fault: 'the lost Region answers again before the promotion, while a person is asked',
    outcome: 'refused, and nothing is promoted: now a switchover would lose nothing',
    by: ['lambdas/steps/authorize-promotion/asking.test.ts', 'lambdas/steps/authorize-promotion/step.test.ts'],
  },
  {
    id: 'F-48',
    fault: 'it answers again after the promotion',
    outcome: 'users stay; it fences itself, and Aurora makes it a secondary',
    by: ['failback', 'stale-claim-returns'],
  },
  {
    id: 'F-49',
    fault: 'a long transaction, a replication slot or a prepared transaction at the promotion',
    outcome: 'open transactions are lost with the old writer; slots are not looked at',
    by: [],
    because:
      'the database of the rehearsal has neither logical slots nor prepared transactions, and no AWS API that ' +
      'a run may call tells them',
  },
  {
    id: 'F-50',
    fault: 'disk full or no connection left on the new writer',
    outcome: 'write canaries fail, nothing is claimed, and the run hands over in the end',
    by: ['lambdas/steps/run-canaries/step.test.ts'],
  },
  {
    id: 'F-51',
    fault: 'a gap in sequences, or last rows that are missing',
    outcome: 'missing rows are counted where the plan names a ledger; sequences are a page in the runbook',
    by: ['old-primary-returns', 'lambdas/steps/record-divergence/step.test.ts'],
  },
  {
    id: 'F-52',
    fault: 'a switchover is started although the active Region is dead',
    outcome: 'refused with the machine to start instead; no mode is changed by itself',
    by: ['lambdas/steps/confirm-active/step.test.ts'],
  },
  {
    id: 'F-53',
    fault: 'a failover is started although the active Region serves',
    outcome: "an automatic one is refused; a person's is confirmed by probes, and refused too",
    by: ['alarm-without-outage', 'lambdas/steps/confirm-outage/step.test.ts'],
  },
  {
    id: 'F-54',
    fault: 'Aurora took no snapshot of the old volume, or its copy fails',
    outcome: 'the stand-down ends all the same, and the report names the task with its command',
    by: ['lambdas/steps/record-divergence/aurora.test.ts', 'lambdas/steps/record-divergence/step.test.ts'],
  },
  {
    id: 'F-55',
    fault: 'the policy names the global cluster alone, and no member',
    outcome: '`check` simulates each right of each call and names what is missing',
    by: ['lambdas/steps/audit-permissions/step.test.ts', 'test/failover-calls.test.ts'],
  },
];
