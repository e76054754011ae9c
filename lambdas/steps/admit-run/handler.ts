import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientSettings, hereFromEnvironment, quickSettings, type Sends } from '../../edge/clients';
import { type ZoneDns, zoneDns } from '../../edge/dns';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { leftBehind } from '../../edge/left-behind';
import { perRegion } from '../../edge/per-region';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { type Admitting, regions } from './regions';
import { admitRun } from './step';

/** Clients of this Region, and DynamoDB of every Region of the plan. */
export interface Clients extends Pick<Admitting, 'dynamoOf' | 'patientDynamoOf'> {
  readonly states: Sends;
  readonly s3: Sends;
  readonly sns: Sends;
}

export const createHandler = (
  { s3, sns, ...clients }: Clients,
  edge: Edge,
  here: string,
  dns: Pick<ZoneDns, 'texts'> = zoneDns(),
) => {
  const { states, dynamoOf } = clients;
  const left = leftBehind({ dynamo: dynamoOf(here), states, s3, sns, clock: edge.clock, log: edge.log });
  return stepHandler(
    admitRun,
    { ...regions({ ...clients, dns, left, clock: edge.clock, log: edge.log }), decide },
    edge,
  );
};

export const handler = lazily(() => {
  const here = hereFromEnvironment();
  const settings = clientSettings(here);
  const dynamoOf = perRegion((region) =>
    region === here ? dynamoHere(here) : new DynamoDBClient(quickSettings(region)),
  );
  const patientDynamoOf = perRegion((region) => new DynamoDBClient(clientSettings(region)));
  const local = { states: new SFNClient(settings), s3: new S3Client(settings), sns: new SNSClient(settings) };
  return createHandler({ dynamoOf, patientDynamoOf, ...local }, edgeOver(dynamoOf(here)), here);
});
