import type { Pace } from '../../world/clock';
import type { StreamRecord } from '../dynamodb/streams';
import type { Discarded } from './invocation-record';
import type { Mapping } from './mapping';
import type { Outcome } from './outcome';

/** Lambda looks into a stream four times a second. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
const POLL_SECONDS = 0.25;
/** Lambda backs off before it gives a batch again and publishes no figures; these keep a minute at a few attempts. */
const FIRST_DELAY_SECONDS = 1;
const DELAY_SECONDS_MAX = 60;

export interface BatchesOptions {
  readonly mapping: Mapping;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  attempt(records: readonly StreamRecord[]): Promise<Outcome>;
  giveUp(given: Discarded): void;
}

/** A batch, or what is left of one. */
interface Batch extends Pick<Discarded, 'records' | 'invokeCount' | 'functionError'> {
  /** How often it has failed; halving it uses up no retry. */
  readonly failures: number;
  /** How often it was tried without success in any way: how long the next pause is. */
  readonly tries: number;
}

/** One batch after the other: while one fails, what comes after it waits. */
export function createBatches(options: BatchesOptions): { add(record: StreamRecord): void } {
  const { mapping, pace, signal } = options;
  const waiting: StreamRecord[] = [];
  let isWorking = false;
  const pause = (seconds: number) => pace.clock.sleep(pace.scaledMilliseconds(seconds), signal);
  const work = async () => {
    while (waiting.length > 0) {
      if (waiting.length < mapping.batchSize) await pause(Math.max(POLL_SECONDS, mapping.batchingWindowSeconds));
      const records = waiting.splice(0, mapping.batchSize);
      await deliver(options, { records, invokeCount: 0, failures: 0, tries: 0 }, pause);
    }
    isWorking = false;
  };
  return {
    add(record) {
      waiting.push(record);
      if (isWorking || signal.aborted) return;
      isWorking = true;
      // Only the end of the mapping makes it reject: it ends a pause.
      void work().catch(() => {});
    },
  };
}

async function deliver(options: BatchesOptions, whole: Batch, pause: (seconds: number) => Promise<void>) {
  const { mapping, attempt } = options;
  const left = [whole];
  for (let next = left.shift(); next; next = left.shift()) {
    const batch = withoutOld(options, next);
    if (batch.records.length === 0) continue;
    const outcome = await attempt(batch.records);
    if (outcome.is === 'done') continue;
    const again = outcome.is === 'failed' ? afterFailure(mapping, batch, outcome) : [batch];
    if (again.length === 0) options.giveUp({ ...batch, invokeCount: batch.invokeCount + 1, condition: EXHAUSTED });
    else await pause(Math.min(FIRST_DELAY_SECONDS * 2 ** batch.tries, DELAY_SECONDS_MAX));
    left.unshift(...again.map((one) => ({ ...one, tries: batch.tries + 1 })));
  }
}

const EXHAUSTED = 'RetryAttemptsExhausted';

/** What is tried again of a batch that failed; nothing where it was tried often enough. */
function afterFailure(
  { bisects, retryAttemptsMax = Number.POSITIVE_INFINITY }: Mapping,
  batch: Batch,
  { from, functionError }: Extract<Outcome, { is: 'failed' }>,
): Batch[] {
  const failed = { ...batch, invokeCount: batch.invokeCount + 1, functionError };
  // What the function has done of it counts as a cut: the rest is a batch of its own.
  if (from > 0) return [{ ...failed, records: batch.records.slice(from) }];
  if (bisects && batch.records.length > 1) {
    const middle = Math.ceil(batch.records.length / 2);
    return [batch.records.slice(0, middle), batch.records.slice(middle)].map((records) => ({ ...failed, records }));
  }
  return batch.failures >= retryAttemptsMax ? [] : [{ ...failed, failures: batch.failures + 1 }];
}

/** Gives up what is too old, before it is given to the function once more. */
function withoutOld({ mapping, pace, giveUp }: BatchesOptions, batch: Batch): Batch {
  const { recordAgeSecondsMax } = mapping;
  if (recordAgeSecondsMax === undefined) return batch;
  const oldest = pace.clock.now() - pace.scaledMilliseconds(recordAgeSecondsMax);
  const isOld = ({ dynamodb }: StreamRecord) => dynamodb.ApproximateCreationDateTime * 1000 < oldest;
  const old = batch.records.filter(isOld);
  if (old.length > 0) giveUp({ ...batch, records: old, condition: 'RecordAgeExceeded' });
  return { ...batch, records: batch.records.filter((record) => !isOld(record)) };
}
