import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { clientSettings, hereFromEnvironment } from '../../edge/clients';
import { deployedEdge } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { type IamClients, simulating } from './iam';
import { auditPermissions } from './step';

export const createHandler = (clients: IamClients, edge: Edge) =>
  stepHandler(auditPermissions, { ...simulating(clients, edge.clock), decide }, edge);

export const handler = lazily(() => {
  const settings = clientSettings(hereFromEnvironment());
  return createHandler(
    { iam: new IAMClient(settings), lambda: new LambdaClient(settings) },
    deployedEdge(settings.region),
  );
});
