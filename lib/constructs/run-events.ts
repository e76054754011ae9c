import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  publishEvents,
  RECORDS_PER_BATCH_MAX,
  RUN_RECORDS_PATTERN,
} from '../../lambdas/triggers/publish-events/trigger';
import type { Place } from '../domain/step';
import type { Bundles } from './bundles';
import { TriggerLambda } from './trigger-lambda';

export interface RunEventsProps {
  readonly place: Place;
  readonly bundles: Bundles;
  /** The table of runs, with its stream. */
  readonly table: ITable;
  readonly deadLetters: IQueue;
}

/** Records of one second are told together: people do not read faster, and a run writes a few at a time. */
const GATHERING = Duration.seconds(1);
/**
 * For a whole call that is denied or not answered: the records behind it wait as long. Lambda publishes no figures of
 * its pauses; as the rehearsal has them, doubled from one second up to a minute, all of them together are
 * 1 + 2 + 4 + 8 + 16 + 32 + 14 × 60 s ≈ 15 minutes.
 */
const RETRIES = 20;
/**
 * Throttling and a bus in trouble pass well within it. After an hour nobody follows a run by its events any more: the
 * operators are told by the queue of dead letters, and the evidence holds what was not told.
 */
const RECORD_AGE = Duration.hours(1);

/**
 * An event on the default bus for every record of every run here. It reads the stream of the table, so no step gets
 * slower by it, may do more for it, or waits when the bus does not answer.
 */
export class RunEvents extends Construct {
  constructor(scope: Construct, id: string, { place, bundles, table, deadLetters }: RunEventsProps) {
    super(scope, id);
    const { lambda } = new TriggerLambda(this, {
      trigger: publishEvents,
      place,
      bundles,
      alsoMay: [{ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }],
    });
    const { tableStreamArn: eventSourceArn } = table;
    if (eventSourceArn === undefined) throw new Error('the table of runs has no stream; give it one of new images');
    new EventSourceMapping(this, 'Records', {
      target: lambda,
      eventSourceArn,
      // A stream begins with its table: what is written while the mapping is made is told too.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: RECORDS_PER_BATCH_MAX,
      maxBatchingWindow: GATHERING,
      filters: [FilterCriteria.filter(RUN_RECORDS_PATTERN)],
      reportBatchItemFailures: true,
      // Not halved: no record breaks the function by itself, and each half of a batch that is denied would have as
      // many retries.
      retryAttempts: RETRIES,
      maxRecordAge: RECORD_AGE,
      onFailure: new SqsDlq(deadLetters),
    });
  }
}
