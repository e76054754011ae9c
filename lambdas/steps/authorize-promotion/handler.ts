import { hereFromEnvironment } from '../../edge/clients';
import { deployedEdge } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide } from './decide';
import { authorizePromotion } from './step';

export const createHandler = (edge: Edge) =>
  stepHandler(authorizePromotion, { look: async () => ({}), decide, perform: async () => {} }, edge);

export const handler = lazily(() => createHandler(deployedEdge(hereFromEnvironment())));
