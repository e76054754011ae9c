import { hereFromEnvironment } from '../../edge/clients';
import { type ZoneDns, zoneDns } from '../../edge/dns';
import { deployedEdge } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { records } from './records';
import { verifyTraffic } from './step';

export const createHandler = (edge: Edge, dns: ZoneDns = zoneDns()) =>
  stepHandler(verifyTraffic, { ...records({ dns }), decide }, edge);

export const handler = lazily(() => createHandler(deployedEdge(hereFromEnvironment())));
