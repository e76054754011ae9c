import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { RDSClient } from '@aws-sdk/client-rds';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { type ZoneDns, zoneDns } from '../../edge/dns';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { cloudFormation } from './cloudformation';
import { decide } from './decide';
import { retireStacks } from './step';

export const createHandler = (
  clients: { cloudformation: Sends; dynamo: Sends; rds: Sends },
  edge: Edge,
  dns: Pick<ZoneDns, 'texts'> = zoneDns(),
) => stepHandler(retireStacks, { ...cloudFormation({ ...clients, edge, dns }), decide }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  const dynamo = dynamoHere(settings.region);
  const rds = new RDSClient(settings);
  return createHandler({ cloudformation: new CloudFormationClient(settings), dynamo, rds }, edgeOver(dynamo));
});
