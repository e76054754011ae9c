import { hereFromEnvironment, type Sends } from '../../edge/clients';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { lock } from './lock';
import { admitRun } from './step';

export const createHandler = (clients: { dynamo: Sends }, edge: Edge) =>
  stepHandler(admitRun, { ...lock(clients), decide }, edge);

export const handler = lazily(() => {
  const dynamo = dynamoHere(hereFromEnvironment());
  return createHandler({ dynamo }, edgeOver(dynamo));
});
