import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { edgeOver } from '../../edge/edge';
import { restoringClients } from '../../edge/fencing/clients';
import { hookClientSettings } from '../../edge/hooks/calls';
import { lazily } from '../../edge/lazily';
import { perRegion } from '../../edge/per-region';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { region, type UnfencingClients } from './region';
import { unfenceRegion } from './step';

export const createHandler = (clients: UnfencingClients, edge: Edge) =>
  stepHandler(unfenceRegion, { ...region(clients, edge), decide }, edge);

export const handler = lazily(() => {
  const here = hereFromEnvironment();
  const dynamoIn = perRegion((there) => new DynamoDBClient(clientSettings(there)));
  return createHandler(
    {
      dynamoIn,
      clientsIn: perRegion(restoringClients),
      rds: new RDSClient(clientSettings(here)),
      lambda: new LambdaClient(hookClientSettings(here)),
    },
    edgeOver(dynamoIn(here)),
  );
});
