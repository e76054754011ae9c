import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RDSClient } from '@aws-sdk/client-rds';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { type ZoneDns, zoneDns } from '../../edge/dns';
import { deployedEdge } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { perRegion } from '../../edge/per-region';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { publicWeb, type Web } from '../../edge/web';
import { decide } from './decide';
import { confirmActive } from './step';
import { world } from './world';

export const createHandler = (
  clients: { rds: Sends; dynamoIn: (region: string) => Sends },
  edge: Edge,
  { web, dns }: { web: Web; dns: ZoneDns } = { web: publicWeb(edge.clock), dns: zoneDns() },
) => stepHandler(confirmActive, { ...world({ ...clients, web, dns, clock: edge.clock }), decide }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const dynamoIn = perRegion((region) => new DynamoDBClient(clientSettings(region)));
  return createHandler({ rds: new RDSClient(settings), dynamoIn }, deployedEdge(settings.region));
});
