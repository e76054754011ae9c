import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Route53Client } from '@aws-sdk/client-route-53';
import { Route53RecoveryClusterClient } from '@aws-sdk/client-route53-recovery-cluster';
import { clientSettings, hereFromEnvironment, quickSettings } from '../../edge/clients';
import { zoneDns } from '../../edge/dns';
import { edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { perRegion } from '../../edge/per-region';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { moves, type ShiftClients } from './moves';
import type { ClusterAt } from './routing-controls';
import { shiftTraffic } from './step';

export const createHandler = (clients: ShiftClients, edge: Edge) =>
  stepHandler(shiftTraffic, { ...moves(clients, edge.log), decide }, edge);

const clusterAt: ClusterAt = ({ region, endpoint }) =>
  new Route53RecoveryClusterClient({ ...clientSettings(region), endpoint });

export const handler = lazily(() => {
  const here = hereFromEnvironment();
  const settings = clientSettings(here);
  const dynamoIn = perRegion((region) => new DynamoDBClient(region === here ? settings : quickSettings(region)));
  const [cloudwatch, route53] = [new CloudWatchClient(settings), new Route53Client(settings)];
  const clients = { dynamoIn, cloudwatch, dns: zoneDns(), route53, clusterAt };
  return createHandler(clients, edgeOver(dynamoIn(here)));
});
