import { RDSClient } from '@aws-sdk/client-rds';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { perRegion } from '../../edge/per-region';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { publicWeb } from '../../edge/web';
import { type AuroraClients, aurora } from './aurora';
import { decide } from './decide';
import { promoteDatabase } from './step';

export const createHandler = (clients: AuroraClients, edge: Edge) =>
  stepHandler(promoteDatabase, { ...aurora(clients, edge), decide }, edge);

export const handler = lazily(() => {
  const dynamo = dynamoHere(hereFromEnvironment());
  const edge = edgeOver(dynamo);
  const rdsIn = perRegion((region) => new RDSClient(clientSettings(region)));
  return createHandler({ dynamo, rdsIn, web: publicWeb(edge.clock) }, edge);
});
