import { inRegion } from './names';
import { VERBS } from './run';
import type { Permission, Place } from './step';
import { lockPartition, onlyKeys, runPartition } from './table-items';

/**
 * What closing a run in the place of its machine needs: to see that the execution has ended, to record and archive
 * that, to tell people, and to give the lock back.
 */
export const closingPermissions = ({ plan, region, names }: Place): Permission[] => [
  { actions: ['states:DescribeExecution'], resources: VERBS.map((verb) => names.executionsArn(verb)) },
  {
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    resources: [names.tableArn],
    conditions: onlyKeys(lockPartition(plan.name)),
  },
  {
    actions: ['dynamodb:PutItem', 'dynamodb:Query'],
    resources: [names.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [runPartition('*')] } },
  },
  { actions: ['s3:PutObject'], resources: [`arn:${names.partition}:s3:::${names.evidenceBucket}/*`] },
  {
    actions: ['sns:Publish'],
    resources: [names.topicArn, ...plan.notify.map((topic) => inRegion(topic, region))],
  },
];
