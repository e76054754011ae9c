import { RDSClient } from '@aws-sdk/client-rds';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { deployedEdge } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { aurora } from './aurora';
import { decide } from './decide';
import { promoteDatabase } from './step';

export const createHandler = (clients: { rds: Sends }, edge: Edge) =>
  stepHandler(promoteDatabase, { ...aurora(clients, edge), decide }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  return createHandler({ rds: new RDSClient(settings) }, deployedEdge(settings.region));
});
