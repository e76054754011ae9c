import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { layoutsFromFile } from '../../edge/layouts-file';
import { lazily } from '../../edge/lazily';
import { stdoutMetricLog } from '../../edge/metric-log';
import { perRegion } from '../../edge/per-region';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { type ClosingClients, closing } from './closing';
import { decide } from './decide';
import { closeRun } from './step';

export const createHandler = (clients: Omit<ClosingClients, 'edge'>, edge: Edge) =>
  stepHandler(closeRun, { ...closing({ ...clients, edge }), decide }, edge);

export const handler = lazily(() => {
  const here = hereFromEnvironment();
  const settings = clientSettings(here);
  const dynamoOf = perRegion(dynamoHere);
  const clients = {
    s3: new S3Client(settings),
    sns: new SNSClient(settings),
    dynamoOf,
    metricLog: stdoutMetricLog,
    layouts: layoutsFromFile,
  };
  return createHandler(clients, edgeOver(dynamoOf(here)));
});
