import { hereFromEnvironment, type Sends } from '../../edge/clients';
import { dynamoHere, edgeOver } from '../../edge/edge';
import { lazily } from '../../edge/lazily';
import { type Edge, stepHandler } from '../../edge/step-handler';
import { decide, type Keep } from './decide';
import { warmItem } from './dynamodb';
import { keepWarm } from './step';

export const createHandler = (dynamo: Sends, edge: Edge) =>
  stepHandler(keepWarm, { ...warmItem(dynamo), decide, recorded: recordedOf }, edge);

/** What of the item is kept in the evidence: not the spans before, which have their own. */
const recordedOf = ({ until, next }: Keep) => ({ until, release: next.release });

export const handler = lazily(() => {
  const dynamo = dynamoHere(hereFromEnvironment());
  return createHandler(dynamo, edgeOver(dynamo));
});
