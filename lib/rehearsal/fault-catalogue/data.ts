import type { Fault } from './fault';

export const DATA_FAULTS: readonly Fault[] = [
  {
    id: 'F-121',
    fault: 'a drill with the parameters of what serves users',
    outcome: 'a drill has functions, names and parameters of its own, and no right to anything else',
    by: ['test/template-lanes.test.ts', 'lambdas/steps/deploy-stacks/lanes.test.ts'],
  },
  {
    id: 'F-122',
    fault: 'a disaster during a drill',
    outcome: 'the failover takes the lock at once; the drill stops at its next guard',
    by: ['disaster-during-drill', 'lambdas/steps/admit-run/step.test.ts'],
  },
  {
    id: 'F-123',
    fault: 'a drill cannot remove what it made',
    outcome: 'what is left is named with its command, `check` is red, and the next drill never reuses it',
    by: [
      'lambdas/steps/retire-stacks/step.test.ts',
      'lambdas/steps/deploy-stacks/lanes.test.ts',
      'lambdas/steps/audit-control-plane/step.test.ts',
    ],
  },
  {
    id: 'F-124',
    fault: 'what is to be removed has become active meanwhile',
    outcome: 'deleted is only what tags, name and role prove, and never what writers, DNS or a claim refer to',
    by: [
      'lib/domain/history/checker.test.ts',
      'lambdas/steps/retire-stacks/verbs.test.ts',
      'lambdas/steps/retire-stacks/retiring.test.ts',
    ],
  },
  {
    id: 'F-125',
    fault: 'the old Region holds rows that the active one has not',
    outcome: 'the failback is refused, naming rows, LSN and timeline, until a person has acknowledged them',
    by: ['old-primary-returns', 'lambdas/steps/confirm-active/step.test.ts'],
  },
  {
    id: 'F-126',
    fault: "the old Region's cluster is still being rebuilt",
    outcome: 'the failback is refused with the progress that RDS tells',
    by: ['lambdas/steps/check-readiness/switchover.test.ts'],
  },
  {
    id: 'F-127',
    fault: 'the lag never falls under load',
    outcome:
      'above 60 s it does not begin; fenced, it waits 120 s for the last rows, then turns back with nothing ' +
      'promoted',
    by: ['lambdas/steps/check-readiness/switchover.test.ts', 'lambdas/steps/fence-region/step.test.ts'],
  },
  {
    id: 'F-128',
    fault: 'the new Region has a later release, and the old one would bring an earlier back',
    outcome: "refused while the two Regions' current releases differ",
    by: ['lambdas/steps/check-readiness/switchover.test.ts'],
  },
  {
    id: 'F-129',
    fault: "the failback's target is unhealthy",
    outcome: 'its stacks must serve reads before the other Region is fenced, and writes before users move',
    by: ['lambdas/steps/prove-stacks/step.test.ts', 'lambdas/steps/run-canaries/step.test.ts'],
  },
  {
    id: 'F-130',
    fault: 'the standby is alive, and rows are missing or others',
    outcome:
      'in a switchover the ledgers of both Regions must agree before the database moves; in a failover ' +
      'canaries alone decide',
    by: ['lambdas/steps/fence-region/step.test.ts', 'lambdas/steps/promote-database/switchover.test.ts'],
  },
  {
    id: 'F-131',
    fault: 'the active Region and us-east-1 are lost for the whole takeover',
    outcome: 'it serves: nothing of a takeover needs either',
    by: ['us-east-1-dead-too'],
  },
  {
    id: 'F-132',
    fault: 'the standby itself is in trouble',
    outcome: '`check` and the canaries tell: nobody is moved to what does not answer',
    by: ['lambdas/steps/run-canaries/step.test.ts', 'lambdas/steps/check-readiness/check.test.ts', 'simulate:swarm'],
  },
  {
    id: 'F-133',
    fault: 'a clock jumps back an hour in the middle of a run',
    outcome: 'limits then end later, never sooner; records are ordered by number and hash, not by time',
    by: ['lambdas/edge/step-handler.test.ts', 'lib/domain/evidence.test.ts'],
  },
  {
    id: 'F-134',
    fault: 'any two of these at once',
    outcome: 'every promise holds after each event; once faults stop, the run comes to its end',
    by: ['simulate:swarm'],
  },
];
