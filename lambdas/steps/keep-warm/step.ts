import * as z from 'zod';
import { defineStep } from '../../../lib/domain/step';
import { onlyKeys, warmPartition } from '../../../lib/domain/table-items';
import { admitRun } from '../admit-run/step';
import { deployStacks } from '../deploy-stacks/step';
import { proveStacks } from '../prove-stacks/step';

export const keepWarm = defineStep({
  name: 'KeepWarm',
  purpose: 'It is written down until when this Region is kept warm; the watch has its stacks retired then.',
  reads: [admitRun, deployStacks, proveStacks],
  output: z.strictObject({
    /** ISO 8601 UTC. */
    until: z.string(),
    /** How many stacks are kept. */
    stacks: z.number().int(),
  }),
  fenced: true,
  timeoutSeconds: 30,
  lookAgainSeconds: 2,
  overdueSeconds: () => 120,
  permissions: ({ plan, names }) => [
    {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [names.tableArn],
      conditions: onlyKeys(warmPartition(plan.name)),
    },
  ],
});
