import { LambdaClient } from '@aws-sdk/client-lambda';
import { hereFromEnvironment, type Sends } from '../../edge/clients';
import { deployedEdge } from '../../edge/edge';
import { hookClientSettings } from '../../edge/hooks/calls';
import { hookMoves } from '../../edge/hooks/moves';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { beforeTraffic } from './step';

export const createHandler = (clients: { lambda: Sends }, edge: Edge) =>
  stepHandler(beforeTraffic, { ...hookMoves(beforeTraffic, clients, edge), decide }, edge);

export const handler = lazily(() => {
  const here = hereFromEnvironment();
  return createHandler({ lambda: new LambdaClient(hookClientSettings(here)) }, deployedEdge(here));
});
