import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RDSClient } from '@aws-sdk/client-rds';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { systemClock } from '../../edge/clock';
import { edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { perRegion } from '../../edge/per-region';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { publicWeb } from '../../edge/web';
import { aurora, type DivergenceClients } from './aurora';
import { decide } from './decide';
import { recordDivergence } from './step';

export const createHandler = (clients: DivergenceClients, edge: Edge) =>
  stepHandler(recordDivergence, { ...aurora(clients, edge), decide }, edge);

export const handler = lazily(() => {
  const here = hereFromEnvironment();
  const dynamoIn = perRegion((region) => new DynamoDBClient(clientSettings(region)));
  const rds = new RDSClient(clientSettings(here));
  return createHandler({ dynamoIn, rds, web: publicWeb(systemClock) }, edgeOver(dynamoIn(here)));
});
