import type { Fault } from './fault';

export const CANARY_FAULTS: readonly Fault[] = [
  {
    id: 'F-76',
    fault: 'a canary fails once, then passes',
    outcome: 'a failing round begins again from zero: as many passes in a row as the plan wants',
    by: ['lambdas/steps/run-canaries/step.test.ts'],
  },
  {
    id: 'F-77',
    fault: 'a canary flaps for ever',
    outcome: 'the step is overdue and the run hands over; nothing is claimed',
    by: ['lambdas/steps/run-canaries/step.test.ts', 'test/machine-runs.test.ts'],
  },
  {
    id: 'F-78',
    fault: 'a canary reaches the old Region',
    outcome: 'the answer says Region and release: the wrong one is no pass',
    by: ['lambdas/steps/run-canaries/step.test.ts'],
  },
  {
    id: 'F-79',
    fault: '200 with an error page, a login page or a cached answer',
    outcome: 'a write canary must hand back the nonce of this look and the epoch of this run',
    by: ['lambdas/steps/run-canaries/step.test.ts'],
  },
  {
    id: 'F-80',
    fault: 'reads pass, writes do not',
    outcome: 'the write canary stores an order through the service and reads it back: no pass without it',
    by: ['lambdas/steps/run-canaries/step.test.ts'],
  },
  {
    id: 'F-81',
    fault: 'a canary is very slow',
    outcome: 'above the latency of the plan it fails',
    by: ['lambdas/steps/run-canaries/step.test.ts'],
  },
  {
    id: 'F-82',
    fault: 'the function that runs the canaries dies or times out',
    outcome: 'no evidence is no pass: the next look runs them anew',
    by: [
      'lambdas/steps/run-canaries/step.test.ts',
      'test/machine-runs.test.ts',
      'simulate:killLambda',
      'simulate:timeout',
    ],
  },
  {
    id: 'F-83',
    fault: 'a certificate that has expired or is of another name',
    outcome: 'the canary fails and says why',
    by: ['lambdas/steps/run-canaries/step.test.ts', 'lambdas/edge/web.test.ts'],
  },
  {
    id: 'F-84',
    fault: 'a redirect to the lost Region, or to an address of the host',
    outcome: 'redirects are not followed, and no private address is ever connected to',
    by: ['lambdas/steps/run-canaries/step.test.ts', 'lambdas/edge/web.test.ts'],
  },
  {
    id: 'F-85',
    fault: 'a proof of 20 minutes ago is used by a run that goes on late',
    outcome: 'a proof has an age and an epoch: too old moves nobody',
    by: ['lambdas/steps/shift-traffic/step.test.ts'],
  },
];
