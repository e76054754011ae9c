import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { clientSettings } from '../clients';
import type { RegionClients } from './region';
import type { RestoringClients } from './restored';

/** The clients of one Region, as they are deployed. */
export function regionClients(region: string): RegionClients {
  const settings = clientSettings(region);
  return {
    ...restoringClients(region),
    cloudformation: new CloudFormationClient(settings),
    states: new SFNClient(settings),
  };
}

/** Those of them that start again what was stopped. */
export function restoringClients(region: string): RestoringClients {
  const settings = clientSettings(region);
  return {
    ecs: new ECSClient(settings),
    events: new EventBridgeClient(settings),
    scheduler: new SchedulerClient(settings),
  };
}
