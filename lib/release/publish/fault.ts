import { oneLine } from '../../domain/text';

interface Known {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Node's codes of a connection that did not come about or broke, and the SDK's word for an answer too late. */
const UNREACHED = /^(E(CONN\w+|AI_AGAIN|\w+UNREACH|PIPE|TIMEDOUT)|ENOTFOUND|TimeoutError)$/;

const known = (error: unknown): Known => (error ?? {}) as Known;

const isUnreached = ({ code = '', name = '' }: Known) => UNREACHED.test(code) || UNREACHED.test(name);

/** What AWS or the network said, in one line. @throws the error itself when neither of them made it */
export function because(error: unknown): string {
  const { name = '', message = '', code, $metadata } = known(error);
  if (isUnreached(known(error))) return `nothing answers: ${oneLine(message || (code ?? name), 300)}`;
  if ($metadata === undefined) throw error;
  // A HEAD has no body: its error has a name and nothing to say.
  const words = [name, oneLine(message, 300)].filter((word) => word !== '' && word !== 'UnknownError');
  return `AWS says ${words.join(': ')}`;
}

/** Whether nothing answers, or AWS says that it is in trouble: what a Region is like while it is lost. */
export function isDark(error: unknown): boolean {
  const { name, $metadata } = known(error);
  // S3 throttles with a 503.
  return isUnreached(known(error)) || (name !== 'SlowDown' && ($metadata?.httpStatusCode ?? 0) >= 500);
}

/** Whether AWS says that we may not. */
export const isDenied = (error: unknown): boolean => known(error).name === 'AccessDenied';

/** Whether S3 says that there is no such bucket. */
export const isNoBucket = (error: unknown): boolean => known(error).name === 'NoSuchBucket';

/** Whether the same call may succeed in a moment: no connection, no answer in time, throttled, or AWS in trouble. */
export function isTransient(error: unknown): boolean {
  const { name = '', $metadata } = known(error);
  return isDark(error) || name === 'SlowDown' || name === 'RequestTimeout' || $metadata?.httpStatusCode === 429;
}

/** Whether S3 says that there is no such object. */
export const isMissing = (error: unknown): boolean => ['NoSuchKey', 'NotFound'].includes(known(error).name ?? '');

/**
 * Whether a conditional write was refused because the object is another than the one seen: another write was faster
 * (412), is under way (409), or the object was deleted (404 for `IfMatch`).
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const isOvertaken = (error: unknown): boolean =>
  ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey', 'NotFound'].includes(known(error).name ?? '');
