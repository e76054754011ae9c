import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { claimTable } from '../../edge/claim-table';
import { hereFromEnvironment, quickSettings, type Sends } from '../../edge/clients';
import { systemClock } from '../../edge/clock';
import { lazily } from '../../edge/lazily';
import { consoleLog } from '../../edge/log';
import { planFromFile } from '../../edge/plan-file';
import type { Edge } from '../../edge/step-handler';
import { claims } from './claims';
import { decide, questionIn, type SignalAnswer } from './decide';

/** Answers one word to the health checks of Route 53. */
export function createHandler(
  { dynamo }: { dynamo: Sends },
  { plan, names }: Place,
  edge: Pick<Edge, 'clock' | 'log'>,
) {
  const { claimedEpoch } = claims({ table: claimTable(dynamo, { plan: plan.name, names }), ...edge });
  return async (event: unknown): Promise<SignalAnswer> => {
    const question = questionIn(event);
    return 'answer' in question ? question.answer : decide(await claimedEpoch(), question.settledEpoch);
  };
}

/** A health checker waits two seconds for an answer; what is known must reach it by then. */
const READ_MILLISECONDS_MAX = 1000;

export const handler = lazily(() => {
  const region = hereFromEnvironment();
  const plan = planFromFile();
  const dynamo = new DynamoDBClient(quickSettings(region, READ_MILLISECONDS_MAX));
  const place = { plan, region, names: namesOf(plan, region) };
  return createHandler({ dynamo }, place, { clock: systemClock, log: consoleLog });
});
