import { readingLock } from '../../../lib/domain/permissions';
import { defineTrigger } from '../../../lib/domain/trigger';

/** Verbs that are started by the clock. */
export const SCHEDULED_VERBS = ['drill', 'check'] as const;
export type ScheduledVerb = (typeof SCHEDULED_VERBS)[number];

export const onSchedule = defineTrigger({
  name: 'OnSchedule',
  purpose: 'Each check and each drill that is due is started once, a drill outside the blackouts of the plan only.',
  timeoutSeconds: 30,
  // It starts one execution, and nobody waits for that.
  memoryMegabytes: 256,
  permissions: (place) => [
    { actions: ['states:StartExecution'], resources: SCHEDULED_VERBS.map((verb) => place.names.machineArn(verb)) },
    readingLock(place),
  ],
});
