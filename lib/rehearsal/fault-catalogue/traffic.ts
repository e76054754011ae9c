import type { Fault } from './fault';

export const TRAFFIC_FAULTS: readonly Fault[] = [
  {
    id: 'F-86',
    fault: 'the API of Route 53 is down for hours',
    outcome:
      'a claim needs no API; records follow once it answers. With `record-update` the run waits and gives the ' +
      'exact command',
    by: ['settled-later', 'us-east-1-dead-too', 'lambdas/steps/shift-traffic/judge-records.test.ts'],
  },
  {
    id: 'F-87',
    fault: '`PriorRequestNotComplete`, or throttled',
    outcome: 'it waits and makes the change later',
    by: ['lambdas/steps/shift-traffic/moves.test.ts', 'lambdas/edge/transient.test.ts', 'simulate:throttle'],
  },
  {
    id: 'F-88',
    fault: 'somebody else has changed the records',
    outcome: 'nothing is written over: it stops and shows both values',
    by: ['foreign-dns-edit', 'lambdas/steps/shift-traffic/judge-records.test.ts'],
  },
  {
    id: 'F-89',
    fault: 'a change is accepted and stays PENDING',
    outcome: 'every authoritative server is asked until all answer with the new records',
    by: ['lambdas/steps/verify-traffic/step.test.ts', 'lambdas/steps/settle-traffic/step.test.ts'],
  },
  {
    id: 'F-90',
    fault: 'a late write of an older epoch reaches the zone',
    outcome: 'it deletes exactly the TXT record that it has read, so the batch fails as a whole',
    by: ['lambdas/steps/shift-traffic/moves.test.ts'],
  },
  {
    id: 'F-91',
    fault: 'resolvers keep the old answer',
    outcome: 'told with how long that may last; the old Region fences itself and takes no writes of its own for good',
    by: ['old-primary-returns', 'lambdas/steps/verify-traffic/step.test.ts'],
  },
  {
    id: 'F-92',
    fault: 'both records are unhealthy: Route 53 answers the primary',
    outcome: 'counted on for a second move before settling; a third needs the API, and the command is given',
    by: [
      'unsettled-failback-then-disaster',
      'lambdas/steps/shift-traffic/judge-signals.test.ts',
      'lib/domain/traffic/walk.test.ts',
    ],
  },
  {
    id: 'F-93',
    fault: "a Region's own record evaluates target health, so Route 53 could move users by itself",
    outcome: 'attaching is refused',
    by: ['lead-unhealthy-with-warm-standby', 'lib/domain/traffic/attachment.test.ts'],
  },
  {
    id: 'F-94',
    fault: 'the check of the old Region turns green after users have moved',
    outcome: 'a claim is never lowered: users stay until a run moves them',
    by: [
      'signal-lost-after-takeover',
      'lambdas/triggers/serve-signal/trigger.test.ts',
      'lib/domain/traffic/walk.test.ts',
    ],
  },
  {
    id: 'F-95',
    fault: 'the signal is missing, or nobody may read it',
    outcome:
      'the fast signal is inverted and the slow one remembers: silence moves nobody; before a run it is ' + 'refused',
    by: [
      'signal-lost-after-takeover',
      'lambdas/steps/check-readiness/refusals.test.ts',
      'lib/domain/traffic/checks.test.ts',
    ],
  },
  {
    id: 'F-96',
    fault: 'the name stands in another zone, or in a private one',
    outcome: 'no settlement is answered there: refused before anything is changed',
    by: ['lambdas/steps/check-readiness/settlement.test.ts'],
  },
];
