import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { deployedEdge } from '../../edge/edge';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { cloudFormation } from './cloudformation';
import { decide } from './decide';
import { deployStacks } from './step';

export const createHandler = (clients: { cloudformation: Sends; s3: Sends }, edge: Edge) =>
  stepHandler(deployStacks, { ...cloudFormation(clients), decide }, edge);

const settings = clientSettings(hereFromEnvironment());
export const handler = createHandler(
  { cloudformation: new CloudFormationClient(settings), s3: new S3Client(settings) },
  deployedEdge(settings.region),
);
