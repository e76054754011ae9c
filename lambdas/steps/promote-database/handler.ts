import { RDSClient } from '@aws-sdk/client-rds';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { deployedEdge } from '../../edge/edge';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { aurora } from './aurora';
import { decide } from './decide';
import { promoteDatabase } from './step';

export const createHandler = (clients: { rds: Sends }, edge: Edge) =>
  stepHandler(promoteDatabase, { ...aurora({ ...clients, evidence: edge.evidence }), decide }, edge);

const here = hereFromEnvironment();
export const handler = createHandler({ rds: new RDSClient(clientSettings(here)) }, deployedEdge(here));
