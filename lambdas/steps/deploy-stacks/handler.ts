import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { deployedEdge } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { cloudFormation } from './cloudformation';
import { recordedOf } from './creation';
import { decide } from './decide';
import { deployStacks } from './step';

export const createHandler = (clients: { cloudformation: Sends; s3: Sends }, edge: Edge) =>
  stepHandler(deployStacks, { ...cloudFormation(clients), decide, recorded: recordedOf }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const clients = { cloudformation: new CloudFormationClient(settings), s3: new S3Client(settings) };
  return createHandler(clients, deployedEdge(settings.region));
});
