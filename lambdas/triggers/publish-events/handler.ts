import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { namesOf } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { lazily } from '../../edge/lazily';
import { consoleLog, type Log } from '../../edge/log';
import { planFromFile } from '../../edge/plan-file';
import { putRunEvents } from './bus';
import { decide } from './decide';
import { publishEvents } from './trigger';

export interface PublishClients {
  /** EventBridge of this Region. */
  readonly events: Sends;
  readonly log: Log;
}

/**
 * From which record on a batch is to be given again; none where all of it was told.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

const Batch = z.object({
  Records: z.array(z.looseObject({ dynamodb: z.looseObject({ SequenceNumber: z.string() }) })),
});

/**
 * Tells the bus what the records of runs say, in their order. Lambda gives a batch again until it is told or too old,
 * so an event may come twice; the bus promises no order, and `seq` says where one belongs. No run waits for this. What
 * the bus refuses for good is left out and logged: given again it would be refused again, and what follows would wait.
 *
 * @throws when the bus gave no answer: Lambda gives the whole batch again
 */
export const createHandler =
  ({ events, log }: PublishClients, place: Place) =>
  async (batch: unknown): Promise<BatchAnswer> => {
    const judged = Batch.parse(batch).Records.map((record) => ({ record, decision: decide(record, place) }));
    for (const { decision } of judged) {
      log({ trigger: publishEvents.name, kind: decision.kind, because: decision.because });
    }
    const telling = judged.flatMap(({ record, decision }) =>
      decision.kind === 'tell' ? [{ event: decision.event, sequence: record.dynamodb.SequenceNumber }] : [],
    );
    const { again, refused } = await putRunEvents(
      events,
      telling.map(({ event }) => event),
    );
    for (const { index, problem } of refused) {
      const { run, seq } = telling[index]?.event.detail ?? {};
      const because = `the bus refuses record ${seq} of ${oneLine(run ?? '', 300)}: ${oneLine(problem)}`;
      log({ trigger: publishEvents.name, kind: 'left out', because });
    }
    const next = again && telling[again.index];
    if (!next) return { batchItemFailures: [] };
    log({ trigger: publishEvents.name, kind: 'again', because: `the bus did not take it: ${oneLine(again.problem)}` });
    return { batchItemFailures: [{ itemIdentifier: next.sequence }] };
  };

export const handler = lazily(() => {
  const region = hereFromEnvironment();
  const plan = planFromFile();
  const clients = { events: new EventBridgeClient(clientSettings(region)), log: consoleLog };
  return createHandler(clients, { plan, region, names: namesOf(plan, region) });
});
