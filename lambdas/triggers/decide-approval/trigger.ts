import { recordingRuns } from '../../../lib/domain/permissions';
import { approvalPartition, onlyKeys } from '../../../lib/domain/table-items';
import { defineTrigger } from '../../../lib/domain/trigger';

export const decideApproval = defineTrigger({
  name: 'DecideApproval',
  purpose: "A person's yes or no to a promotion is recorded under the identity that IAM has verified.",
  timeoutSeconds: 10,
  permissions: (place) => [
    {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [place.names.tableArn],
      conditions: onlyKeys(approvalPartition(place.plan.name)),
    },
    recordingRuns(place),
  ],
});
