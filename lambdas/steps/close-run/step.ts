import * as z from 'zod';
import { inRegion } from '../../../lib/domain/names';
import { defineStep } from '../../../lib/domain/step';
import { lockPartition, onlyKeys } from '../../../lib/domain/table-items';

export const closeRun = defineStep({
  name: 'CloseRun',
  purpose: 'The run is recorded, told about, and no longer holds the lock.',
  reads: [],
  output: z.strictObject({
    /** Object key of the evidence in the evidence bucket. */
    evidenceKey: z.string(),
    /** Topics that could not be told; a deaf topic never fails a recovery. */
    untold: z.array(z.string()),
    /** What is missing from the evidence; absent when all of it was written and archived. */
    evidenceProblem: z.string().optional(),
  }),
  fenced: false,
  evidence: 'own',
  timeoutSeconds: 60,
  lookAgainSeconds: 2,
  overdueSeconds: () => 300,
  permissions: ({ plan, region, names }) => [
    {
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      resources: [names.tableArn],
      conditions: onlyKeys(lockPartition(plan.name)),
    },
    { actions: ['s3:PutObject'], resources: [`arn:${names.partition}:s3:::${names.evidenceBucket}/*`] },
    {
      actions: ['sns:Publish'],
      resources: [names.topicArn, ...plan.notify.map((topic) => inRegion(topic, region))],
    },
  ],
});
