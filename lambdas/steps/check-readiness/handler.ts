import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { type ZoneDns, zoneDns } from '../../edge/dns';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { perRegion } from '../../edge/per-region';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { publicWeb, type Web } from '../../edge/web';
import { decide } from './decide';
import { checkReadiness } from './step';
import { type Reads, world } from './world';

export const createHandler = (
  clients: Pick<Reads, 'rds' | 'cloudwatch' | 's3' | 's3In' | 'cloudformation' | 'dynamo'>,
  edge: Edge,
  { web, dns }: { web: Web; dns: ZoneDns } = { web: publicWeb(edge.clock), dns: zoneDns() },
) =>
  stepHandler(checkReadiness, { ...world({ ...clients, web, dns, clock: edge.clock, log: edge.log }), decide }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const dynamo = dynamoHere(settings.region);
  const clients = {
    dynamo,
    rds: new RDSClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    s3: new S3Client(settings),
    s3In: perRegion((region) => new S3Client(clientSettings(region))),
    cloudformation: new CloudFormationClient(settings),
  };
  return createHandler(clients, edgeOver(dynamo));
});
