import type { StreamRecord } from '../dynamodb/streams';
import type { Mapping } from './mapping';

/** Records that Lambda gave up, and why. */
export interface Discarded {
  readonly records: readonly StreamRecord[];
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  /** How often the function was given them. */
  readonly invokeCount: number;
  /** What the function answered last. @default it was never run, or said itself what failed */
  readonly functionError?: string | undefined;
}

const SHARD = 'shardId-00000000000000000001-00000001';

/**
 * What the queue is told: where in the stream the records stand, and not the records.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function invocationRecord(
  { functionArn, streamArn }: Mapping,
  { records, condition, invokeCount, functionError }: Discarded,
  { requestId, timestamp }: { readonly requestId: string; readonly timestamp: string },
) {
  const [first, last] = [records[0], records.at(-1)];
  return {
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: invokeCount },
    ...(invokeCount > 0 && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: functionError ?? null },
    }),
    version: '1.0',
    timestamp,
    DDBStreamBatchInfo: {
      shardId: SHARD,
      startSequenceNumber: first?.dynamodb.SequenceNumber,
      endSequenceNumber: last?.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: arrivalOf(first),
      approximateArrivalOfLastRecord: arrivalOf(last),
      batchSize: records.length,
      streamArn,
    },
  };
}

const arrivalOf = (record: StreamRecord | undefined): string | undefined =>
  record && new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
