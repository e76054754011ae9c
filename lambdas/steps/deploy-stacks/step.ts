import * as z from 'zod';
import { stackNameOf } from '../../../lib/domain/names';
import { defineStep, type Permission } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';
import { checkReadiness } from '../check-readiness/step';

export const deployStacks = defineStep({
  name: 'DeployStacks',
  purpose: "The release's stacks exist here, complete, and nothing but the signed release was deployed.",
  reads: [admitRun, checkReadiness],
  output: z.strictObject({
    release: z.string(),
    stacks: z.array(z.strictObject({ name: z.string(), id: z.string() })),
  }),
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  // The slowest releases seen take 20 min to create; 1 h before a person is asked.
  overdueSeconds: () => 3600,
  permissions: ({ plan, region, names }): Permission[] => {
    const stacks = plan.release.stacks.map((stack) => {
      const name = stackNameOf(plan.release.stackName, stack, 'r-*');
      return `arn:${names.partition}:cloudformation:${region}:${plan.account}:stack/${name}/*`;
    });
    return [
      {
        actions: ['cloudformation:CreateStack'],
        resources: stacks,
        conditions: { StringEquals: { 'cloudformation:RoleArn': names.releaseRoleArn } },
      },
      { actions: ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents'], resources: stacks },
      // CreateStack with tags needs TagResource on the stack: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html
      { actions: ['cloudformation:TagResource'], resources: stacks },
      {
        actions: ['iam:PassRole'],
        resources: [names.releaseRoleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
      },
      {
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: [`arn:${names.partition}:s3:::${names.releaseBucket}/*`],
      },
    ];
  },
});
