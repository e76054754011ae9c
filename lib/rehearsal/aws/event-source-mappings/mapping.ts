import type { Pattern } from '../events/pattern';

/** How Lambda reads a stream for a function. `-1` of AWS, for no limit, is left out here. */
export interface Mapping {
  readonly functionArn: string;
  /** The function's role, with which Lambda reads the stream and writes to the queue. */
  readonly roleArn: string;
  readonly streamArn: string;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** Most records of one invocation. */
  readonly batchSize: number;
  /** How long records are gathered before an invocation that is not full, seconds. */
  readonly batchingWindowSeconds: number;
  /** A record that matches none of them is passed over. @default every record is given to the function */
  readonly filters: readonly Pattern[];
  /** Whether the function's answer says which records failed. */
  readonly reportsFailures: boolean;
  /** Whether a batch that failed is halved before it is tried again. */
  readonly bisects: boolean;
  /** @default none */
  readonly recordAgeSecondsMax?: number | undefined;
  /** @default no limit */
  readonly retryAttemptsMax?: number | undefined;
  /** Queue that is told of what was given up. @default nobody is */
  readonly onFailureArn?: string | undefined;
}
