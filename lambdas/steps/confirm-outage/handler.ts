import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
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
import { signals } from './signals';
import { confirmOutage } from './step';

export const createHandler = (
  clients: { rds: Sends; dynamo: Sends; cloudwatchIn: (region: string) => Sends },
  edge: Edge,
  { web, dns }: { web: Web; dns: ZoneDns } = { web: publicWeb(edge.clock), dns: zoneDns() },
) => stepHandler(confirmOutage, { ...signals({ ...clients, web, dns, clock: edge.clock }), decide }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const cloudwatchIn = perRegion((region) => new CloudWatchClient(clientSettings(region)));
  return createHandler(
    { rds: new RDSClient(settings), dynamo: new DynamoDBClient(settings), cloudwatchIn },
    deployedEdge(settings.region),
  );
});
