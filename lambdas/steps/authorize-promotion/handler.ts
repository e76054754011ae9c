import { RDSClient } from '@aws-sdk/client-rds';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { publicWeb, type Web } from '../../edge/web';
import { asking } from './asking';
import { decide } from './decide';
import { authorizePromotion } from './step';

export interface AskingClients {
  readonly dynamo: Sends;
  readonly sns: Sends;
  readonly rds: Sends;
}

export const createHandler = (clients: AskingClients, edge: Edge, web: Web = publicWeb(edge.clock)) =>
  stepHandler(authorizePromotion, { ...asking({ ...clients, web, edge }), decide }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const dynamo = dynamoHere(settings.region);
  return createHandler({ dynamo, sns: new SNSClient(settings), rds: new RDSClient(settings) }, edgeOver(dynamo));
});
