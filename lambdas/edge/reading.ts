/** What came of one read of AWS. A step that looks at much judges all of it, also when a part cannot be read. */
export type Reading<Value> =
  | { readonly outcome: 'read'; readonly value: Value }
  /** Nobody knows now, and the next look may: throttled, timed out, or the service is in trouble. */
  | { readonly outcome: 'unknown'; readonly because: string }
  /** Asking again gives the same: denied, missing, malformed. `name` is the error's. */
  | { readonly outcome: 'failed'; readonly name: string; readonly because: string };

/** The members of an SDK error that are read; network errors carry a `code` and no `$metadata`. */
interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * Waits for a read and turns its error into data. An error that AWS or the network did not make is thrown on: it is a
 * fault of this program and must not look like one of the world.
 *
 * @param call what is called, in IAM's words, such as `rds:DescribeGlobalClusters`
 */
export async function reading<Value>(call: string, answer: Promise<Value>): Promise<Reading<Value>> {
  try {
    return { outcome: 'read', value: await answer };
  } catch (thrown) {
    const error = thrown as SdkError;
    const because = `${call} failed: ${error.name}${error.message ? `, ${error.message}` : ''}`;
    if (isPassing(error)) return { outcome: 'unknown', because };
    if (error.$metadata === undefined) throw thrown;
    return { outcome: 'failed', name: error.name, because };
  }
}

/** Throttling is a client error by its status, and goes by many names. */
const THROTTLED = /throttl|toomanyrequests|limitexceeded|slowdown|requesttimeout/i;
const TIMED_OUT = ['TimeoutError', 'AbortError'];

function isPassing({ name, code, $metadata }: SdkError): boolean {
  const status = $metadata?.httpStatusCode;
  if (status === undefined) return code !== undefined || TIMED_OUT.includes(name);
  return status >= 500 || status === 429 || THROTTLED.test(name);
}

/** Whether an error's name is one by which S3 says that an object, or this version of it, is not there. */
export const isMissingObject = (name: string): boolean => ['NoSuchKey', 'NoSuchVersion', 'NotFound'].includes(name);
