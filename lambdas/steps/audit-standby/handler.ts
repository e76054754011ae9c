import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { perRegion } from '../../edge/per-region';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { auditStandby } from './step';
import { type StandbyClients, world } from './world';

export const createHandler = (clients: StandbyClients, edge: Edge) =>
  stepHandler(auditStandby, { ...world(clients), decide }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const dynamoIn = perRegion(dynamoHere);
  const clients: StandbyClients = {
    rds: new RDSClient(settings),
    s3: new S3Client(settings),
    quotas: new ServiceQuotasClient(settings),
    elb: new ElasticLoadBalancingV2Client(settings),
    ecr: new ECRClient(settings),
    sns: new SNSClient(settings),
    kms: new KMSClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    events: new EventBridgeClient(settings),
    cloudformation: new CloudFormationClient(settings),
    dynamoIn,
  };
  return createHandler(clients, edgeOver(dynamoIn(settings.region)));
});
