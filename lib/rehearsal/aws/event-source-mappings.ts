import type { Pace } from '../world/clock';
import type { LambdaHost } from '../world/lambda-host';
import type { Network } from '../world/network';
import { regionOf } from './arn';
import type { StreamRecord, Streams } from './dynamodb/streams';
import { createBatches } from './event-source-mappings/batches';
import { type Discarded, invocationRecord } from './event-source-mappings/invocation-record';
import type { Mapping } from './event-source-mappings/mapping';
import { type Outcome, outcomeOf } from './event-source-mappings/outcome';
import { matchesPattern } from './events/pattern';
import type { IamDecider } from './iam';
import type { Queues } from './queues';
import { uuidOf } from './stack-context';

/** What Lambda must be allowed, with the role of the function, to read a stream. */
const READING = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((name) => `dynamodb:${name}`);

/** Lambda reads the streams of tables, and gives what it finds to functions. */
export interface EventSourceMappings {
  /**
   * @returns how to end it
   * @throws in AWS's words where the function's role may not read the stream
   */
  create(mapping: Mapping): () => void;
  /** What was given up, the newest last. */
  readonly discarded: readonly Discarded[];
  close(): void;
}

export interface EventSourceMappingsOptions {
  readonly pace: Pace;
  readonly lambdas: Pick<LambdaHost, 'invoke'>;
  /** Lambda in a cut Region still works inside it; nothing in this world lives there, so nothing is read. */
  readonly network: Pick<Network, 'isCut'>;
  readonly iam: Pick<IamDecider, 'allows'>;
  readonly queues: Pick<Queues, 'send'>;
  readonly streams: Pick<Streams, 'read'>;
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export function createEventSourceMappings(options: EventSourceMappingsOptions): EventSourceMappings {
  const { pace, lambdas, network, iam, queues, streams } = options;
  const discarded: Discarded[] = [];
  const stopped = new AbortController();

  const mayRead = ({ roleArn, streamArn: resource }: Mapping) =>
    READING.every((action) => iam.allows(roleArn, { action, resource }) === true);

  const attempt = async (mapping: Mapping, records: readonly StreamRecord[]): Promise<Outcome> => {
    if (network.isCut(regionOf(mapping.streamArn)) || !mayRead(mapping)) return { is: 'not run' };
    return outcomeOf(mapping, records, () => lambdas.invoke(mapping.functionArn, { Records: records }));
  };

  const giveUp = (mapping: Mapping, given: Discarded) => {
    discarded.push(given);
    const { onFailureArn: arn, roleArn } = mapping;
    if (arn === undefined || iam.allows(roleArn, { action: 'sqs:SendMessage', resource: arn }) !== true) return;
    const requestId = uuidOf('discarded batch', mapping.functionArn, String(discarded.length));
    const record = invocationRecord(mapping, given, { requestId, timestamp: pace.clock.iso() });
    queues.send(arn, { body: JSON.stringify(record), attributes: {} });
  };

  return {
    create(mapping) {
      if (!mayRead(mapping)) {
        throw new Error(
          `Cannot access stream ${mapping.streamArn}. Please ensure the role can perform the GetRecords, ` +
            'GetShardIterator, DescribeStream, and ListStreams Actions on your stream in DynamoDB.',
        );
      }
      const ended = new AbortController();
      const signal = AbortSignal.any([ended.signal, stopped.signal]);
      const batches = createBatches({
        ...{ mapping, pace, signal },
        attempt: (records) => attempt(mapping, records),
        giveUp: (given) => giveUp(mapping, given),
      });
      const { streamArn, startingPosition: from, filters } = mapping;
      const end = streams.read({ streamArn, from }, (record) => {
        if (filters.length === 0 || filters.some((pattern) => matchesPattern(pattern, record))) batches.add(record);
      });
      return () => {
        end();
        ended.abort();
      };
    },
    discarded,
    close: () => stopped.abort(),
  };
}
