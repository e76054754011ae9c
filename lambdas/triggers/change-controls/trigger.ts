import { closingRuns } from '../../../lib/domain/permissions';
import { automationPartition, divergencePartition, onlyKeys } from '../../../lib/domain/table-items';
import { defineTrigger } from '../../../lib/domain/trigger';

export const changeControls = defineTrigger({
  name: 'ChangeControls',
  purpose:
    'A person switches automatic runs off or on, acknowledges the last run or what was left behind, or breaks a lock.',
  timeoutSeconds: 30,
  permissions: (place) => [
    {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [place.names.tableArn],
      conditions: onlyKeys(automationPartition(place.plan.name), divergencePartition(place.plan.name)),
    },
    ...closingRuns(place),
  ],
});
