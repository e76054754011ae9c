import { approvalPartition, onlyKeys, runPartition } from '../../../lib/domain/table-items';
import { defineTrigger } from '../../../lib/domain/trigger';

export const decideApproval = defineTrigger({
  name: 'DecideApproval',
  purpose: "A person's yes or no to a promotion is recorded under the identity that IAM has verified.",
  timeoutSeconds: 10,
  permissions: ({ plan, names }) => [
    {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [names.tableArn],
      conditions: onlyKeys(approvalPartition(plan.name)),
    },
    {
      actions: ['dynamodb:PutItem', 'dynamodb:Query'],
      resources: [names.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [runPartition('*')] } },
    },
  ],
});
