import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { clientSettings } from '../clients';
import type { RegionClients } from './region';

/** The clients of one Region, as they are deployed. */
export function regionClients(region: string): RegionClients {
  const settings = clientSettings(region);
  return {
    cloudformation: new CloudFormationClient(settings),
    ecs: new ECSClient(settings),
    events: new EventBridgeClient(settings),
    scheduler: new SchedulerClient(settings),
    states: new SFNClient(settings),
  };
}
