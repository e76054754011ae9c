import { PutEventsCommand, type PutEventsCommandOutput } from '@aws-sdk/client-eventbridge';
import type { Announcement } from '../../lib/domain/announcement';
import { ACTIVE_REGION_EVENT, EVENT_SOURCE } from '../../lib/domain/names';
import type { Sends } from './clients';

/**
 * Puts the announcement on the default bus of a Region. May come more than once: of the same epoch it says the same.
 *
 * @param events the client of that Region
 * @throws also when the call succeeded and the bus did not take the event
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export async function putAnnouncement(events: Sends, announcement: Announcement): Promise<void> {
  const entry = { Source: EVENT_SOURCE, DetailType: ACTIVE_REGION_EVENT, Detail: JSON.stringify(announcement) };
  const { Entries: [put] = [] }: PutEventsCommandOutput = await events.send(new PutEventsCommand({ Entries: [entry] }));
  if (put?.EventId) return;
  // As AWS says it of a whole call, so that it is judged alike: the same event may be taken in a moment.
  throw Object.assign(new Error(put?.ErrorMessage ?? 'the bus took no event'), {
    name: put?.ErrorCode ?? 'InternalFailure',
    $metadata: { httpStatusCode: 500 },
  });
}
