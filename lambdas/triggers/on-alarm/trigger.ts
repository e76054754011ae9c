import { automationPartition, lockPartition, onlyKeys } from '../../../lib/domain/table-items';
import { defineTrigger } from '../../../lib/domain/trigger';

export const onAlarm = defineTrigger({
  name: 'OnAlarm',
  purpose: 'Every alarm that says the active Region is down starts one failover, and only one.',
  timeoutSeconds: 30,
  permissions: ({ plan, names }) => [
    { actions: ['states:StartExecution'], resources: [names.machineArn('failover')] },
    {
      actions: ['dynamodb:GetItem'],
      resources: [names.tableArn],
      conditions: onlyKeys(lockPartition(plan.name), automationPartition(plan.name)),
    },
  ],
});
