import { defaultBusArn } from '../../../lib/domain/announcement';
import { EVENT_SOURCE } from '../../../lib/domain/names';
import { RUN_EVENTS } from '../../../lib/domain/run-event';
import { runPartition } from '../../../lib/domain/table-items';
import { defineTrigger } from '../../../lib/domain/trigger';

export const publishEvents = defineTrigger({
  name: 'PublishEvents',
  purpose: 'What the records of a run say stands on the default event bus here, for chat and incident tools.',
  timeoutSeconds: 30,
  permissions: ({ plan, region, names }) => [
    // The name of a stream ends in the moment it was made, which no name of this project holds.
    // Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-example-lamda-process-dynamodb-streams.html
    {
      actions: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
        (action) => `dynamodb:${action}`,
      ),
      resources: [`${names.tableArn}/stream/*`],
    },
    {
      actions: ['events:PutEvents'],
      resources: [defaultBusArn({ partition: names.partition, region, account: plan.account })],
      conditions: {
        StringEquals: { 'events:source': EVENT_SOURCE, 'events:detail-type': Object.values(RUN_EVENTS) },
      },
    },
  ],
});

/**
 * Which records of the table's stream the trigger is given: those of runs. The lock's heartbeat, presences and the rest
 * invoke nothing, and cost nothing. AWS says that only the key `dynamodb` can be filtered on, so nothing is asked of
 * whether a record is new; it always is, because nobody may alter one.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html
 */
export const RUN_RECORDS_PATTERN = { dynamodb: { Keys: { pk: { S: [{ prefix: runPartition('') }] } } } };

/**
 * As many as one call of PutEvents takes, so that a batch is told whole or not at all where the bus does not answer.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const RECORDS_PER_BATCH_MAX = 10;
