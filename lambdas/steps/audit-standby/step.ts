import * as z from 'zod';
import { LISTING_STACKS, listingReleases, readingReleases } from '../../../lib/domain/permissions';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';

export const auditStandby = defineStep({
  name: 'AuditStandby',
  purpose: 'What the release uses but never creates is here: quotas, target groups and images.',
  reads: [],
  output: z.strictObject({
    /** What holds, one sentence each. */
    holds: z.array(z.string()),
  }),
  fenced: false,
  // A list of 40 pages, the most that is read, takes 70 s at the pace of AUDIT_CALLS.
  timeoutSeconds: 120,
  lookAgainSeconds: 5,
  overdueSeconds: () => 180,
  permissions: (place) => [readingReleases(place), listingReleases(place), LISTING_STACKS, ...seeingWhatStands(place)],
});

/**
 * Quotas and target groups are no resources where they are read.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const seeingWhatStands = ({ plan, region, names }: Place): Permission[] => {
  const arn = (service: string, resource: string) =>
    `arn:${names.partition}:${service}:${region}:${plan.account}:${resource}`;
  return [
    {
      actions: [
        'servicequotas:GetServiceQuota',
        'servicequotas:GetAWSDefaultServiceQuota',
        'elasticloadbalancing:DescribeTargetGroups',
      ],
      resources: ['*'],
    },
    { actions: ['ecr:DescribeImages', 'ecr:GetLifecyclePolicy'], resources: [arn('ecr', 'repository/*')] },
  ];
};
