import { faultOf, INCOMPLETE } from './transient';

/** What came of one read of AWS. A step that looks at much judges all of it, also when a part cannot be read. */
export type Reading<Value> =
  | { readonly outcome: 'read'; readonly value: Value }
  /** Nobody knows now, and the next look may: throttled, timed out, or the service is in trouble. */
  | {
      readonly outcome: 'unknown';
      readonly because: string;
      /** Whether AWS answered, and not with all of it. @default nothing is known */
      readonly isPartial?: true;
    }
  /** Asking again gives the same: denied, missing, malformed. `name` is the error's. */
  | { readonly outcome: 'failed'; readonly name: string; readonly because: string };

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
    const fault = faultOf(thrown);
    if (fault === 'own') throw thrown;
    const { name, message } = thrown as Error;
    const because = `${call} failed: ${name}${message ? `, ${message}` : ''}`;
    if (fault === 'refused') return { outcome: 'failed', name, because };
    return { outcome: 'unknown', because, ...(name === INCOMPLETE && { isPartial: true }) };
  }
}

/** Whether an error's name is one by which S3 says that an object, or this version of it, is not there. */
export const isMissingObject = (name: string): boolean => ['NoSuchKey', 'NoSuchVersion', 'NotFound'].includes(name);
