import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { reportReadiness } from './step';
import { type ReportClients, reporting } from './world';

export const createHandler = (clients: ReportClients, edge: Edge) =>
  stepHandler(reportReadiness, { ...reporting(clients, edge.log), decide }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const dynamo = dynamoHere(settings.region);
  const clients: ReportClients = {
    dynamo,
    cloudwatch: new CloudWatchClient(settings),
    s3: new S3Client(settings),
    rds: new RDSClient(settings),
  };
  return createHandler(clients, edgeOver(dynamo));
});
