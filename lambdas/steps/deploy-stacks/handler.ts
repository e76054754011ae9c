import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { cloudFormation, type DeployingClients } from './cloudformation';
import { recordedOf } from './creation';
import { decide } from './decide';
import { deployStacks } from './step';

export const createHandler = (clients: DeployingClients, edge: Edge) =>
  stepHandler(deployStacks, { ...cloudFormation(clients, edge), decide, recorded: recordedOf }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const dynamo = dynamoHere(settings.region);
  const cloudformation = new CloudFormationClient(settings);
  return createHandler(
    { cloudformation, s3: new S3Client(settings), dynamo, ecs: new ECSClient(settings) },
    edgeOver(dynamo),
  );
});
