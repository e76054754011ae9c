import * as z from 'zod';
import { restAfterDatabases } from '../../../lib/domain/database-rate';
import { inRegion, namesOf } from '../../../lib/domain/names';
import { describingWriters, LISTING_ALARMS, LISTING_STACKS } from '../../../lib/domain/permissions';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import {
  claimPartition,
  divergencePartition,
  driftPartition,
  fencePartition,
  lockPartition,
  onlyKeys,
  presencePartition,
} from '../../../lib/domain/table-items';

export const auditControlPlane = defineStep({
  name: 'AuditControlPlane',
  purpose:
    'A takeover would start and be heard of, and nothing old is in its way: topics, alarm, drift, other Regions.',
  reads: [],
  output: z.strictObject({
    /** What holds, one sentence each. */
    holds: z.array(z.string()),
  }),
  fenced: false,
  // A list of 40 pages, the most that is read, takes 70 s at the pace of AUDIT_CALLS.
  timeoutSeconds: 120,
  lookAgainSeconds: 5,
  restSeconds: restAfterDatabases(1),
  overdueSeconds: () => 180,
  permissions: (place) => [
    LISTING_STACKS,
    LISTING_ALARMS,
    ...seeingWhoIsTold(place),
    ...readingItems(place),
    // Where this Region is fenced: whether it serves users.
    ...describingWriters(place),
  ],
});

/** A generated name begins with at least so much of its stack's. */
const STACK_CHARACTERS = 24;

/**
 * The rules of a target are no resources where they are read.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const seeingWhoIsTold = ({ plan, region, names }: Place): Permission[] => {
  const arn = (service: string, resource: string) =>
    `arn:${names.partition}:${service}:${region}:${plan.account}:${resource}`;
  return [
    { actions: ['events:ListRuleNamesByTarget'], resources: ['*'] },
    { actions: ['events:DescribeRule'], resources: [arn('events', `rule/${names.stack.slice(0, STACK_CHARACTERS)}*`)] },
    {
      actions: ['sns:GetTopicAttributes'],
      resources: [names.topicArn, ...plan.notify.map((topic) => inRegion(topic, region))],
    },
    { actions: ['kms:DescribeKey'], resources: [arn('kms', 'key/*')] },
  ];
};

const readingItems = ({ plan, region, names }: Place): Permission[] => [
  {
    actions: ['dynamodb:GetItem'],
    resources: [names.tableArn],
    conditions: onlyKeys(
      driftPartition(plan.name),
      lockPartition(plan.name),
      divergencePartition(plan.name),
      fencePartition(plan.name),
      claimPartition(plan.name),
    ),
  },
  {
    actions: ['dynamodb:GetItem'],
    resources: plan.regions.filter((other) => other !== region).map((other) => namesOf(plan, other).tableArn),
    conditions: onlyKeys(
      presencePartition(plan.name),
      ...(plan.databases.length > 0 ? [] : [claimPartition(plan.name)]),
    ),
  },
];
