import * as z from 'zod';
import { Trigger } from '../../../lib/domain/request';
import { defineStep } from '../../../lib/domain/step';
import { lockPartition, onlyKeys } from '../../../lib/domain/table-items';

export const admitRun = defineStep({
  name: 'AdmitRun',
  purpose: "This run owns the plan's epoch in this Region; no other run changes anything here.",
  reads: [],
  output: z.strictObject({
    /** Number × 100 + rank of this Region; every change of this run carries it. */
    epoch: z.number().int().positive(),
    reason: z.string(),
    /** Absent when a person started the run. */
    trigger: Trigger.optional(),
  }),
  fenced: false,
  evidence: 'admitted',
  timeoutSeconds: 30,
  lookAgainSeconds: 2,
  overdueSeconds: () => 60,
  permissions: ({ plan, names }) => [
    {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [names.tableArn],
      conditions: onlyKeys(lockPartition(plan.name)),
    },
    // Whether the run that holds the lock is still alive: executions of this machine only.
    {
      actions: ['states:DescribeExecution'],
      resources: [`${names.machineArn('failover').replace(':stateMachine:', ':execution:')}:*`],
    },
  ],
});
