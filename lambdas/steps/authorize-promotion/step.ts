import * as z from 'zod';
import { restAfterDatabases } from '../../../lib/domain/database-rate';
import { describingWriters, telling } from '../../../lib/domain/permissions';
import { defineStep } from '../../../lib/domain/step';
import { approvalPartition, onlyKeys } from '../../../lib/domain/table-items';
import { admitRun } from '../admit-run/step';
import { checkReadiness } from '../check-readiness/step';
import { confirmActive } from '../confirm-active/step';
import { confirmOutage } from '../confirm-outage/step';

/** A last look after the request has expired, seconds. */
const GRACE_SECONDS = 60;

export const authorizePromotion = defineStep({
  name: 'AuthorizePromotion',
  purpose: 'The plan or a person allows the promotion, knowing how much data may be lost.',
  reads: [admitRun, checkReadiness],
  mayRead: [confirmOutage, confirmActive],
  output: z.strictObject({
    /**
     * Who allowed it: the plan by itself, the person who started the run or has moved the writers by hand, or those who
     * approved it.
     */
    by: z.enum(['plan', 'person', 'approval']),
    /** ARNs of the persons who approved; empty unless `by` is `approval`. */
    approvers: z.array(z.string()),
    /**
     * When the lost Region was last seen down, ISO 8601 UTC; absent when it was not looked at since ConfirmOutage, and
     * in a switchover, which has none.
     */
    confirmedAt: z.string().optional(),
    /** Global clusters whose possible loss was judged: these may be promoted, and no other. */
    databases: z.array(z.string()),
  }),
  fenced: false,
  timeoutSeconds: 30,
  lookAgainSeconds: 5,
  restSeconds: restAfterDatabases(1),
  overdueSeconds: ({ approval }) => approval.expirySeconds + GRACE_SECONDS,
  permissions: (place) => [
    // The request is written, and used once.
    {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [place.names.tableArn],
      conditions: onlyKeys(approvalPartition(place.plan.name)),
    },
    telling(place),
    // After a person took their time, where the writer is and whether the Region is as it was is looked at again.
    ...describingWriters(place),
  ],
});
