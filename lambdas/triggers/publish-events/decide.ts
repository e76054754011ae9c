import * as z from 'zod';
import { type EvidenceRecord, WrittenRecord } from '../../../lib/domain/evidence';
import { jsonOf } from '../../../lib/domain/json';
import { type RunBusEvent, runEventOf } from '../../../lib/domain/run-event';
import type { Place } from '../../../lib/domain/step';
import { runPartition } from '../../../lib/domain/table-items';
import { oneLine } from '../../../lib/domain/text';

/** Tell of this record, or pass over it; `because` says why. */
export type RecordDecision =
  | { readonly kind: 'tell'; readonly event: RunBusEvent; readonly because: string }
  | { readonly kind: 'ignore'; readonly because: string };

/**
 * What is read of a record of the stream.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
const StreamRecord = z.object({
  eventName: z.string(),
  dynamodb: z.object({
    Keys: z.object({ pk: z.object({ S: z.string() }) }),
    NewImage: z.object({ record: z.object({ S: z.string() }) }).optional(),
  }),
});

/** A release before or after this one may write more. */
const KnownRecord = z.looseObject(WrittenRecord.shape);

/** What cannot be understood is passed over: tried again it would say the same, and what follows it would wait. */
export function decide(streamed: unknown, place: Place): RecordDecision {
  const { data, error } = StreamRecord.safeParse(streamed);
  if (!data) return ignore(`not a record of the table's stream: ${problemsOf(error)}`);
  const { eventName, dynamodb } = data;
  if (eventName !== 'INSERT') return ignore(`${oneLine(eventName, 20)} is no new record`);
  const written = KnownRecord.safeParse(jsonOf(dynamodb.NewImage?.record.S ?? ''));
  if (!written.data) return ignore(`not a record of evidence: ${problemsOf(written.error)}`);
  const record = written.data as EvidenceRecord;
  if (dynamodb.Keys.pk.S !== runPartition(record.runId)) {
    return ignore(`the record of ${oneLine(record.runId, 300)} stands among those of another run`);
  }
  const event = runEventOf(record, place);
  if (!event) return ignore(`${oneLine(record.runId, 300)} is no run of ${place.plan.name}`);
  return { kind: 'tell', event, because: `${event.detailType}: ${record.step}, record ${record.seq}` };
}

const ignore = (because: string) => ({ kind: 'ignore', because }) as const;

const problemsOf = (error: z.ZodError): string =>
  oneLine(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
