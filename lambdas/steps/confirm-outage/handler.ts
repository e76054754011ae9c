import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { RDSClient } from '@aws-sdk/client-rds';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { type ZoneDns, zoneDns } from '../../edge/dns';
import { deployedEdge } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { publicWeb, type Web } from '../../edge/web';
import { decide } from './decide';
import { signals } from './signals';
import { confirmOutage } from './step';

export const createHandler = (
  clients: { rds: Sends; cloudwatch: Sends },
  edge: Edge,
  { web, dns }: { web: Web; dns: ZoneDns } = { web: publicWeb(edge.clock), dns: zoneDns() },
) => stepHandler(confirmOutage, { ...signals({ ...clients, web, dns, clock: edge.clock }), decide }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const clients = { rds: new RDSClient(settings), cloudwatch: new CloudWatchClient(settings) };
  return createHandler(clients, deployedEdge(settings.region));
});
