import type { AttributeValue, StreamViewType } from '@aws-sdk/client-dynamodb';
import { canonicalJson } from '../../../domain/canonical-json';
import type { Clock } from '../../world/clock';
import { regionOf } from '../arn';
import { token } from '../stack-context';

type Item = Readonly<Record<string, AttributeValue>>;

/** What a write did to one item. */
export interface Change {
  /** The key attributes alone. */
  readonly keys: Item;
  /** @default there was none */
  readonly before?: Item | undefined;
  /** @default there is none any more */
  readonly after?: Item | undefined;
}

/**
 * A record as Lambda hands it to a function. Its `SizeBytes` is left out: nothing here reads it.
 *
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly StreamViewType: StreamViewType;
  };
  readonly eventSourceARN: string;
}

/** The streams of tables. Each has one shard, so that all of a table is in one order, as each item of it is in AWS. */
export interface Streams {
  /** @returns the stream's ARN */
  open(tableArn: string, view: StreamViewType): string;
  /** The stream goes with its table, and with it whoever reads it. */
  close(tableArn: string): void;
  isOpen(tableArn: string): boolean;
  /** Writes a record where the table has a stream and something was changed. */
  changed(tableArn: string, change: Change): void;
  /**
   * Hands over each record, first those that are there if `from` is the beginning.
   *
   * @returns how to end it
   * @throws for a stream that there is none of
   */
  read(
    reading: { streamArn: string; from: 'TRIM_HORIZON' | 'LATEST' },
    tell: (record: StreamRecord) => void,
  ): () => void;
}

interface Stream {
  readonly arn: string;
  readonly view: StreamViewType;
  readonly records: StreamRecord[];
  readonly readers: Set<(record: StreamRecord) => void>;
}

/** Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export function createStreams(clock: Pick<Clock, 'now'>): Streams {
  const streams = new Map<string, Stream>();
  return {
    open(tableArn, view) {
      const arn = `${tableArn}/stream/${new Date(clock.now()).toISOString().replace('Z', '')}`;
      streams.set(tableArn, { arn, view, records: [], readers: new Set() });
      return arn;
    },
    close: (tableArn) => void streams.delete(tableArn),
    isOpen: (tableArn) => streams.has(tableArn),
    changed(tableArn, change) {
      const stream = streams.get(tableArn);
      // A write that leaves an item as it was writes no record.
      if (!stream || canonicalJson(change.before ?? null) === canonicalJson(change.after ?? null)) return;
      const record = recordOf(stream, change, clock.now());
      stream.records.push(record);
      for (const tell of stream.readers) tell(record);
    },
    read({ streamArn, from }, tell) {
      const stream = [...streams.values()].find(({ arn }) => arn === streamArn);
      if (!stream) throw new Error(`Stream not found: ${streamArn}`);
      if (from === 'TRIM_HORIZON') stream.records.forEach(tell);
      stream.readers.add(tell);
      return () => void stream.readers.delete(tell);
    },
  };
}

function recordOf({ arn, view, records }: Stream, { keys, before, after }: Change, now: number): StreamRecord {
  // Digits of one length, so that they sort as text and as numbers alike. AWS has between 21 and 40.
  const sequence = `1${String(records.length + 1).padStart(20, '0')}`;
  return {
    eventID: token(32, arn, sequence),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: regionOf(arn),
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(now / 1000),
      Keys: keys,
      ...(after && SHOWS_NEW.includes(view) && { NewImage: after }),
      ...(before && SHOWS_OLD.includes(view) && { OldImage: before }),
      SequenceNumber: sequence,
      StreamViewType: view,
    },
    eventSourceARN: arn,
  };
}

const SHOWS_NEW: readonly StreamViewType[] = ['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'];
const SHOWS_OLD: readonly StreamViewType[] = ['OLD_IMAGE', 'NEW_AND_OLD_IMAGES'];
