import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { deployedEdge } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { auditStandby } from './step';
import { type StandbyClients, world } from './world';

export const createHandler = (clients: StandbyClients, edge: Edge) =>
  stepHandler(auditStandby, { ...world(clients, edge), decide }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const clients: StandbyClients = {
    s3: new S3Client(settings),
    quotas: new ServiceQuotasClient(settings),
    elb: new ElasticLoadBalancingV2Client(settings),
    ecr: new ECRClient(settings),
    cloudformation: new CloudFormationClient(settings),
  };
  return createHandler(clients, deployedEdge(settings.region));
});
