import { LISTING_ALARMS } from '../../../lib/domain/permissions';
import { automationPartition, lockPartition, onlyKeys, warmPartition } from '../../../lib/domain/table-items';
import { defineTrigger } from '../../../lib/domain/trigger';

export const onRisk = defineTrigger({
  name: 'OnRisk',
  purpose: 'The standby is made ready when the active Region is at risk, for no more than the plan lets it cost.',
  timeoutSeconds: 30,
  permissions: ({ plan, names }) => [
    { actions: ['states:StartExecution'], resources: [names.machineArn('prewarm')] },
    LISTING_ALARMS,
    {
      actions: ['dynamodb:GetItem'],
      resources: [names.tableArn],
      conditions: onlyKeys(lockPartition(plan.name), automationPartition(plan.name), warmPartition(plan.name)),
    },
  ],
});
