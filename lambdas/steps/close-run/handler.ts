import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { deployedEdge } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { closing } from './closing';
import { decide } from './decide';
import { closeRun } from './step';

export const createHandler = (clients: { s3: Sends; sns: Sends }, edge: Edge) =>
  stepHandler(closeRun, { ...closing({ ...clients, edge }), decide }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const clients = { s3: new S3Client(settings), sns: new SNSClient(settings) };
  return createHandler(clients, deployedEdge(settings.region));
});
