import type { InvokeResult } from '../../world/lambda-host';
import type { StreamRecord } from '../dynamodb/streams';
import type { Mapping } from './mapping';

/**
 * What came of giving a function a batch. `failed` from the record at `from` on: what is before it is done. `not run`:
 * the function could not be invoked, which uses up no retry.
 */
export type Outcome =
  | { readonly is: 'done' }
  | { readonly is: 'failed'; readonly from: number; readonly functionError?: string | undefined }
  | { readonly is: 'not run' };

/** Throttling and errors of Lambda itself. */
const NOT_RUN: readonly string[] = ['TooManyRequestsException', 'ServiceException'];

export async function outcomeOf(
  { reportsFailures }: Mapping,
  records: readonly StreamRecord[],
  invoke: () => Promise<InvokeResult>,
): Promise<Outcome> {
  try {
    const { functionError, payload } = await invoke();
    if (functionError !== undefined) return { is: 'failed', from: 0, functionError };
    const from = reportsFailures ? firstFailed(records, payload) : -1;
    return from === -1 ? { is: 'done' } : { is: 'failed', from };
  } catch (error) {
    return NOT_RUN.includes((error as Error).name) ? { is: 'not run' } : { is: 'failed', from: 0 };
  }
}

/**
 * Index of the first record that the answer names, or -1 where it names none; an answer that names what is not in the
 * batch is a failure of all of it.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
function firstFailed(records: readonly StreamRecord[], payload: unknown): number {
  const { batchItemFailures } = (payload ?? {}) as { readonly batchItemFailures?: readonly Failure[] | null };
  const named = (batchItemFailures ?? []).map(({ itemIdentifier }) =>
    records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === itemIdentifier),
  );
  if (named.length === 0) return -1;
  return Math.max(0, Math.min(...named));
}

interface Failure {
  readonly itemIdentifier?: unknown;
}
