import * as z from 'zod';
import { stackNameOf } from '../../../lib/domain/names';
import { defineStep, type Permission } from '../../../lib/domain/step';
import { claimPartition, onlyKeys } from '../../../lib/domain/table-items';

export const retireStacks = defineStep({
  name: 'RetireStacks',
  purpose: 'Nothing that this run created is left, unless its promotion was sent.',
  // Reached from any failure: nothing that an earlier step would have left can be relied on.
  reads: [],
  output: z.strictObject({
    /** Names of the stacks that were deleted. */
    retired: z.array(z.string()),
  }),
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  // A load balancer's targets drain for five minutes by default; 30 min before a person is asked.
  overdueSeconds: () => 1800,
  permissions: ({ plan, region, names }): Permission[] => {
    const stacks = plan.release.stacks.map((stack) => {
      const name = stackNameOf(plan.release.stackName, stack, 'r-*');
      return `arn:${names.partition}:cloudformation:${region}:${plan.account}:stack/${name}/*`;
    });
    return [
      { actions: ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents'], resources: stacks },
      {
        actions: ['cloudformation:DeleteStack'],
        resources: stacks,
        conditions: { StringEquals: { 'cloudformation:RoleArn': names.releaseRoleArn } },
      },
      {
        actions: ['iam:PassRole'],
        resources: [names.releaseRoleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
      },
      {
        actions: ['dynamodb:GetItem'],
        resources: [names.tableArn],
        conditions: onlyKeys(claimPartition(plan.name)),
      },
    ];
  },
});
