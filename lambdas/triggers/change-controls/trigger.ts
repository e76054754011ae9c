import { closingRuns } from '../../../lib/domain/permissions';
import { automationPartition, onlyKeys } from '../../../lib/domain/table-items';
import { defineTrigger } from '../../../lib/domain/trigger';

export const changeControls = defineTrigger({
  name: 'ChangeControls',
  purpose: 'A person switches automatic runs off or on, acknowledges the last run, or breaks the lock of a dead one.',
  timeoutSeconds: 30,
  permissions: (place) => [
    {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [place.names.tableArn],
      conditions: onlyKeys(automationPartition(place.plan.name)),
    },
    ...closingRuns(place),
  ],
});
