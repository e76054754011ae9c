import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RDSClient } from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import { partitionOf } from '../../../lib/domain/region';
import { checkMetricsRegion } from '../../../lib/domain/traffic';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { zoneDns } from '../../edge/dns';
import { edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { perRegion } from '../../edge/per-region';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { settleTraffic } from './step';
import { type SettleClients, world } from './world';

export const createHandler = (clients: SettleClients, edge: Edge) =>
  stepHandler(settleTraffic, { ...world(clients), decide }, edge);

export const handler = lazily(() => {
  const here = hereFromEnvironment();
  const dynamoIn = perRegion((region) => new DynamoDBClient(clientSettings(region)));
  const cloudwatchIn = perRegion((region) => new CloudWatchClient(clientSettings(region)));
  const checkMetrics = cloudwatchIn(checkMetricsRegion(partitionOf(here)));
  const route53 = new Route53Client(clientSettings(here));
  const rds = new RDSClient(clientSettings(here));
  return createHandler(
    { route53, rds, dns: zoneDns(), checkMetrics, dynamoIn, cloudwatchIn },
    edgeOver(dynamoIn(here)),
  );
});
