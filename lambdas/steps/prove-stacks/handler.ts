import { hereFromEnvironment } from '../../edge/clients';
import { deployedEdge } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { publicWeb, type Web } from '../../edge/web';
import { decide } from './decide';
import { proving } from './proving';
import { proveStacks } from './step';

export const createHandler = (edge: Edge, web: Web = publicWeb(edge.clock)) =>
  stepHandler(proveStacks, { ...proving({ web, clock: edge.clock }), decide }, edge);

export const handler = lazily(() => createHandler(deployedEdge(hereFromEnvironment())));
