import { hereFromEnvironment, type Sends } from '../../edge/clients';
import { edgeOver } from '../../edge/edge';
import { dynamoHere } from '../../edge/lock-table';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { claims } from './claims';
import { decide } from './decide';
import { shiftTraffic } from './step';

export const createHandler = (clients: { dynamo: Sends }, edge: Edge) =>
  stepHandler(shiftTraffic, { ...claims(clients), decide }, edge);

const dynamo = dynamoHere(hereFromEnvironment());
export const handler = createHandler({ dynamo }, edgeOver(dynamo));
