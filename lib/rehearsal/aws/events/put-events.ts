import type { PutEventsRequest, PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import type { BusEvent } from '../events';
import { AwsError, type IamRequest } from '../service';

/** Entries of one call. Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const ENTRIES_MAX = 10;
const REQUEST_BYTES_MAX = 262_144;

/**
 * Puts each entry on the default bus. An entry that is wrong fails by itself: the call succeeds and counts it.
 *
 * @throws ValidationException and NotImplemented
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function putEvents(
  { Entries = [], ...rest }: PutEventsRequest,
  { region, publish }: { region: string; publish: (event: BusEvent) => string },
) {
  refuseUnknown(Object.keys(rest));
  if (Entries.length < 1 || Entries.length > ENTRIES_MAX) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: got ${Entries.length} entries, 1–10 allowed`,
    );
  }
  if (Buffer.byteLength(JSON.stringify(Entries)) > REQUEST_BYTES_MAX) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  const entries = Entries.map((entry): PutEventsResultEntry => {
    const { Source = '', DetailType = '', Detail = '', Resources = [], ...others } = entry;
    refuseUnknown(Object.keys(others));
    const failure = failureOf(entry);
    if (failure) return failure;
    const event = { region, source: Source, detailType: DetailType, resources: Resources, detail: JSON.parse(Detail) };
    return { EventId: publish(event) };
  });
  return { FailedEntryCount: entries.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: entries };
}

/** What IAM is asked for each entry. @param bus ARN of the default bus */
export const putEventsRequests = ({ Entries = [] }: PutEventsRequest, bus: string): IamRequest[] =>
  Entries.map(({ Source = '', DetailType = '' }) => ({
    action: 'events:PutEvents',
    resource: bus,
    context: { 'events:source': Source, 'events:detail-type': DetailType },
  }));

function failureOf({ Source, DetailType, Detail }: PutEventsRequestEntry): PutEventsResultEntry | undefined {
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (value) continue;
    const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage };
  }
  if (Source?.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  return isObject(Detail) ? undefined : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

function isObject(text = ''): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function refuseUnknown(members: readonly string[]): void {
  if (members.length === 0) return;
  throw new AwsError('NotImplemented', `events:PutEvents with ${members.join(', ')} is not rehearsed`, { status: 501 });
}
