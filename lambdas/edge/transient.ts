/**
 * What an error says about the call that it ended:
 * - `throttled`: AWS turned the call away before it had an effect; the same call may succeed in a moment.
 * - `unanswered`: nobody knows whether it had an effect: no connection, no answer in time, or AWS is in trouble.
 * - `refused`: AWS said no, and says so again: denied, not found, a state that does not fit.
 * - `own`: neither AWS nor the network made it, so it is a fault of this program.
 */
export type Fault = 'throttled' | 'unanswered' | 'refused' | 'own';

/**
 * Throttling is a client error by its status, and each service has its own name for it.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
const THROTTLED = [
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
];
/**
 * Turned away before any effect as well: the next call is signed anew, with the credentials and the clock of then.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
const EXPIRED = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'];
/** Name of the error for an answer that AWS itself calls partial: the next look may have it whole. */
export const INCOMPLETE = 'IncompleteAnswer';
const TIMED_OUT = [INCOMPLETE, 'TimeoutError', 'AbortError', 'RequestTimeout', 'RequestTimeoutException'];
/** Node's codes of a connection that did not come about or broke. */
const DISCONNECTED = [
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
];

/** The members of an SDK error that are read; network errors carry a `code` and no status. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** @param error whatever a call to AWS has thrown */
export function faultOf(error: unknown): Fault {
  const { name = '', code = '', $metadata } = (error ?? {}) as SdkError;
  const status = $metadata?.httpStatusCode;
  if (THROTTLED.includes(name) || EXPIRED.includes(name) || status === 429) return 'throttled';
  if (TIMED_OUT.includes(name) || DISCONNECTED.includes(code) || (status ?? 0) >= 500) return 'unanswered';
  return status !== undefined && status >= 400 ? 'refused' : 'own';
}

/**
 * Whether the credentials are too old. Those of a function are renewed by themselves, and those that a person has
 * brought along are not.
 */
export const isExpired = (error: unknown): boolean => EXPIRED.includes((error as SdkError | undefined)?.name ?? '');

/** Whether the same read may succeed in a moment. */
export const isTransient = (error: unknown): boolean => ['throttled', 'unanswered'].includes(faultOf(error));
