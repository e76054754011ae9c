import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SSMClient } from '@aws-sdk/client-ssm';
import { hereFromEnvironment, quickSettings } from '../../edge/clients';
import { deployedEdge } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { perRegion } from '../../edge/per-region';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { type AnnounceClients, regions } from './regions';
import { announceRegion } from './step';

export const createHandler = (clients: AnnounceClients, edge: Edge) =>
  stepHandler(announceRegion, { ...regions(clients, edge), decide }, edge);

export const handler = lazily(() =>
  createHandler(
    {
      ssmIn: perRegion((region) => new SSMClient(quickSettings(region))),
      dynamoOf: perRegion((region) => new DynamoDBClient(quickSettings(region))),
      eventsIn: perRegion((region) => new EventBridgeClient(quickSettings(region))),
    },
    deployedEdge(hereFromEnvironment()),
  ),
);
