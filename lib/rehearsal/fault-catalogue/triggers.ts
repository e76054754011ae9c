import type { Fault } from './fault';

export const TRIGGER_FAULTS: readonly Fault[] = [
  {
    id: 'F-01',
    fault: 'the same alarm event is delivered many times within a second',
    outcome: 'one run: its name comes from the change of state, and Step Functions takes a name once',
    by: ['lambdas/triggers/on-alarm/trigger.test.ts', 'simulate:eventsComeTwice'],
  },
  {
    id: 'F-02',
    fault: 'the same event comes again after the run has ended',
    outcome: 'a name stays taken for 90 days: the event starts nothing, and that is no error',
    by: ['lambdas/triggers/on-alarm/trigger.test.ts', 'test/conformance/aws-states.test.ts'],
  },
  {
    id: 'F-03',
    fault: 'the event is delivered 20 hours late',
    outcome: 'it starts nothing; a run that it has started all the same is refused as too old',
    by: ['lambdas/triggers/on-alarm/trigger.test.ts', 'lambdas/steps/admit-run/step.test.ts', 'simulate:eventsAreLate'],
  },
  {
    id: 'F-04',
    fault: 'the event of OK arrives before that of ALARM',
    outcome: 'an event is a hint: only ALARM starts a run, and the run reads the alarm as it is now',
    by: ['lambdas/triggers/on-alarm/trigger.test.ts', 'lambdas/steps/confirm-outage/step.test.ts'],
  },
  {
    id: 'F-05',
    fault: 'the alarm clears before the promotion',
    outcome:
      'while the outage is confirmed: refused; while a person is asked: the Region is probed again, and ' +
      'refused when it answers',
    by: ['lambdas/steps/authorize-promotion/asking.test.ts', 'lambdas/steps/confirm-outage/step.test.ts'],
  },
  {
    id: 'F-06',
    fault: 'the alarm clears after the promotion was sent',
    outcome: 'the run goes on: there is no way back',
    by: ['lambdas/steps/promote-database/step.test.ts', 'lambdas/steps/confirm-outage/going-on.test.ts'],
  },
  {
    id: 'F-07',
    fault: 'the alarm flaps a hundred times in an hour',
    outcome: 'one run at a time, and none within the cooldown of one that changed something',
    by: ['alarm-flaps', 'lambdas/triggers/on-alarm/trigger.test.ts'],
  },
  {
    id: 'F-08',
    fault: 'the alarm has no data, because its Region is gone',
    outcome: 'no data is no outage: the alarm stands in the standby and judges what the standby measures',
    by: ['lambdas/steps/confirm-outage/step.test.ts', 'lambdas/triggers/watch-region/takeover.test.ts'],
  },
  {
    id: 'F-09',
    fault: 'the alarm says down, and the active Region answers',
    outcome: 'not confirmed, and refused with both facts; nothing is promoted',
    by: ['alarm-without-outage', 'lambdas/steps/confirm-outage/step.test.ts'],
  },
  {
    id: 'F-10',
    fault: 'the active Region is cut off from the standby alone; users are fine',
    outcome: 'the witness still reaches it: an automatic run is refused',
    by: ['lambdas/steps/confirm-outage/step.test.ts'],
  },
  {
    id: 'F-11',
    fault: 'a forged event with the right words',
    outcome:
      'the rule matches only the source that CloudWatch alone may use, and the function compares alarm, ' +
      'Region and account',
    by: ['lambdas/triggers/on-alarm/trigger.test.ts', 'test/template-events.test.ts'],
  },
  {
    id: 'F-12',
    fault: 'somebody sets the alarm by hand',
    outcome: 'the run looks for itself: no probe fails, so it is refused with nothing changed',
    by: ['alarm-without-outage', 'lambdas/steps/confirm-outage/quorum.test.ts'],
  },
  {
    id: 'F-13',
    fault: 'the alarm of another plan, account or Region',
    outcome: 'it starts nothing, and a run with it is refused',
    by: ['lambdas/triggers/on-alarm/trigger.test.ts', 'lambdas/steps/admit-run/step.test.ts'],
  },
  {
    id: 'F-14',
    fault: 'the alarm was deleted or renamed',
    outcome: '`check` is red; an automatic run is refused, a person can start one',
    by: ['lambdas/steps/audit-control-plane/step.test.ts', 'lambdas/steps/confirm-outage/step.test.ts'],
  },
  {
    id: 'F-15',
    fault: 'a run begins while the control plane is being deployed',
    outcome: 'a definition names published versions, which are kept: a run uses one to its end',
    by: ['test/template.test.ts'],
  },
  {
    id: 'F-16',
    fault: 'the starter or StartExecution is throttled',
    outcome:
      'the event is delivered again under the same name, and kept for an alarm once that ends; the watch ' +
      'starts a run each minute',
    by: ['lambdas/triggers/on-alarm/trigger.test.ts', 'event-lost', 'simulate:throttle'],
  },
  {
    id: 'F-17',
    fault: 'the rule is disabled, or may not invoke its target',
    outcome: '`check` is red; the watch starts the run without the event',
    by: ['lambdas/steps/audit-control-plane/step.test.ts', 'event-lost'],
  },
  {
    id: 'F-18',
    fault: 'the alarms of two plans go off at once',
    outcome: 'each has its own machines, lock and records: neither knows of the other',
    by: ['lib/domain/names.test.ts', 'lib/domain/history/checker.test.ts'],
  },
];
