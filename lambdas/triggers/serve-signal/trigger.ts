import { claimPartition, onlyKeys } from '../../../lib/domain/table-items';
import { defineTrigger } from '../../../lib/domain/trigger';

export const serveSignal = defineTrigger({
  name: 'ServeSignal',
  purpose: 'The health checks of the other Regions can read whether this Region claims the traffic.',
  timeoutSeconds: 5,
  permissions: ({ plan, names }) => [
    {
      actions: ['dynamodb:GetItem'],
      resources: [names.tableArn],
      conditions: onlyKeys(claimPartition(plan.name)),
    },
  ],
});
