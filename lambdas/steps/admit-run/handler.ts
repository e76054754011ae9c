import { SFNClient } from '@aws-sdk/client-sfn';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { lock } from './lock';
import { admitRun } from './step';

export const createHandler = (clients: { dynamo: Sends; states: Sends }, edge: Edge) =>
  stepHandler(admitRun, { ...lock(clients), decide }, edge);

export const handler = lazily(() => {
  const region = hereFromEnvironment();
  const dynamo = dynamoHere(region);
  return createHandler({ dynamo, states: new SFNClient(clientSettings(region)) }, edgeOver(dynamo));
});
