import { PutEventsCommand, type PutEventsCommandOutput, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { RunBusEvent } from '../../../lib/domain/run-event';
import type { Sends } from '../../edge/clients';

/**
 * Puts events on the default bus, all in one call.
 *
 * @returns how many of the first were taken, and what the bus said of the next; some behind it may be taken too
 * @throws when nobody knows whether any was taken
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export async function putRunEvents(
  bus: Sends,
  events: readonly RunBusEvent[],
): Promise<{ readonly taken: number; readonly problem?: string }> {
  if (events.length === 0) return { taken: 0 };
  const { Entries = [] }: PutEventsCommandOutput = await bus.send(
    new PutEventsCommand({ Entries: events.map(entryOf) }),
  );
  const taken = events.findIndex((_, index) => !Entries[index]?.EventId);
  if (taken === -1) return { taken: events.length };
  const { ErrorCode = 'an entry without an answer', ErrorMessage = '' } = Entries[taken] ?? {};
  return { taken, problem: `${ErrorCode} ${ErrorMessage}`.trim() };
}

const entryOf = ({ source, detailType, resources, detail }: RunBusEvent): PutEventsRequestEntry => ({
  Source: source,
  DetailType: detailType,
  Resources: [...resources],
  Detail: JSON.stringify(detail),
});
