import { hereFromEnvironment, type Sends } from '../../edge/clients';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { claims } from './claims';
import { decide } from './decide';
import { shiftTraffic } from './step';

export const createHandler = (clients: { dynamo: Sends }, edge: Edge) =>
  stepHandler(shiftTraffic, { ...claims(clients), decide }, edge);

export const handler = lazily(() => {
  const dynamo = dynamoHere(hereFromEnvironment());
  return createHandler({ dynamo }, edgeOver(dynamo));
});
