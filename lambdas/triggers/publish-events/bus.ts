import {
  PutEventsCommand,
  type PutEventsCommandOutput,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import type { RunBusEvent } from '../../../lib/domain/run-event';
import type { Sends } from '../../edge/clients';

/** An event that the bus did not take, by its place in the call, and what it said. */
export interface NotTaken {
  readonly index: number;
  readonly problem: string;
}

/** What became of the events of a call. */
export interface PutAnswer {
  /** The first that the bus may take in a moment; some behind it may be taken already. @default none */
  readonly again?: NotTaken;
  /** What the bus refuses, and would refuse again. What stands behind `again` is not among them: it is put again. */
  readonly refused: readonly NotTaken[];
}

/**
 * The words for an entry that the same call may bring through in a moment; AWS calls all others non-retryable. The
 * first two are the page's, the third is what the service calls its own trouble elsewhere.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */
const PASSING: readonly string[] = ['ThrottlingException', 'InternalFailure', 'InternalException'];

/**
 * Puts events on the default bus, all in one call.
 *
 * @throws when nobody knows whether any was taken
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export async function putRunEvents(bus: Sends, events: readonly RunBusEvent[]): Promise<PutAnswer> {
  if (events.length === 0) return { refused: [] };
  const { Entries = [] }: PutEventsCommandOutput = await bus.send(
    new PutEventsCommand({ Entries: events.map(entryOf) }),
  );
  const answers = events.map((_, index) => ({ index, ...Entries[index] }));
  const again = answers.find(mayPass);
  const refused = answers.slice(0, again?.index).filter(({ EventId }) => !EventId);
  return { ...(again && { again: notTaken(again) }), refused: refused.map(notTaken) };
}

type Answer = PutEventsResultEntry & { readonly index: number };

/** An entry without any answer may not have been taken. */
const mayPass = ({ EventId, ErrorCode }: Answer): boolean =>
  !EventId && (ErrorCode === undefined || PASSING.includes(ErrorCode));

const notTaken = ({ index, ErrorCode = 'an entry without an answer', ErrorMessage = '' }: Answer): NotTaken => ({
  index,
  problem: `${ErrorCode} ${ErrorMessage}`.trim(),
});

const entryOf = ({ source, detailType, resources, detail }: RunBusEvent): PutEventsRequestEntry => ({
  Source: source,
  DetailType: detailType,
  Resources: [...resources],
  Detail: JSON.stringify(detail),
});
