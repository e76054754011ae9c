import { defineTrigger } from '../../../lib/domain/trigger';

export const onAlarm = defineTrigger({
  name: 'OnAlarm',
  purpose: 'Every alarm that says the active Region is down starts one failover, and only one.',
  timeoutSeconds: 30,
  permissions: ({ names }) => [{ actions: ['states:StartExecution'], resources: [names.machineArn('failover')] }],
});
