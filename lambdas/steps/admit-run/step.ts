import * as z from 'zod';
import { closingRuns, lockingElsewhere, readingRegions } from '../../../lib/domain/permissions';
import { Trigger } from '../../../lib/domain/request';
import { defineStep } from '../../../lib/domain/step';
import { lockPartition, onlyKeys, timingPartition } from '../../../lib/domain/table-items';

export const admitRun = defineStep({
  name: 'AdmitRun',
  purpose: "This run owns the plan's epoch in this Region; no other run changes anything here.",
  reads: [],
  output: z.strictObject({
    /** Number × 100 + rank of this Region; every change of this run carries it. 0: upkeep before the first run. */
    epoch: z.number().int().nonnegative(),
    reason: z.string(),
    /** Absent when a person started the run. */
    trigger: Trigger.optional(),
    /**
     * Until when a call of the run that gave way may be under way and take stacks away, ISO 8601 UTC. @default no run
     * gave way that does so, or it is quiet
     */
    quietAt: z.string().optional(),
    /** What long steps usually take here, by step: they pace their looks by it. @default none is known to be long */
    usualSeconds: z.record(z.string(), z.number()).optional(),
  }),
  fenced: false,
  evidence: 'admitted',
  timeoutSeconds: 30,
  lookAgainSeconds: 1,
  // A dead run's last call may be under way for 125 s (the longest step's timeout and the skew); then it is closed.
  overdueSeconds: () => 240,
  permissions: (place) => [
    {
      actions: ['dynamodb:PutItem'],
      resources: [place.names.tableArn],
      conditions: onlyKeys(lockPartition(place.plan.name)),
    },
    ...readingRegions(place),
    {
      actions: ['dynamodb:GetItem'],
      resources: [place.names.tableArn],
      conditions: onlyKeys(timingPartition(place.plan.name)),
    },
    lockingElsewhere(place, ['dynamodb:PutItem', 'dynamodb:UpdateItem']),
    ...closingRuns(place),
  ],
});
