import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { systemClock } from '../../edge/clock';
import { edgeOver } from '../../edge/edge';
import { regionClients } from '../../edge/fencing/clients';
import { hookClientSettings } from '../../edge/hooks/calls';
import { lazily } from '../../edge/lazily';
import { perRegion } from '../../edge/per-region';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { publicWeb } from '../../edge/web';
import { decide } from './decide';
import { type FencingClients, region } from './region';
import { fenceRegion } from './step';

export const createHandler = (clients: FencingClients, edge: Edge) =>
  stepHandler(fenceRegion, { ...region(clients, edge), decide }, edge);

export const handler = lazily(() => {
  const here = hereFromEnvironment();
  const dynamoIn = perRegion((there) => new DynamoDBClient(clientSettings(there)));
  return createHandler(
    {
      dynamoIn,
      clientsIn: perRegion(regionClients),
      rds: new RDSClient(clientSettings(here)),
      lambda: new LambdaClient(hookClientSettings(here)),
      web: publicWeb(systemClock),
    },
    edgeOver(dynamoIn(here)),
  );
});
