import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { RDSClient } from '@aws-sdk/client-rds';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { perRegion } from '../../edge/per-region';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { auditControlPlane } from './step';
import { type ControlPlaneClients, world } from './world';

export const createHandler = (clients: ControlPlaneClients, edge: Edge) =>
  stepHandler(auditControlPlane, { ...world(clients, edge), decide }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const dynamoIn = perRegion(dynamoHere);
  const clients: ControlPlaneClients = {
    rds: new RDSClient(settings),
    sns: new SNSClient(settings),
    kms: new KMSClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    events: new EventBridgeClient(settings),
    cloudformation: new CloudFormationClient(settings),
    dynamoIn,
  };
  return createHandler(clients, edgeOver(dynamoIn(settings.region)));
});
