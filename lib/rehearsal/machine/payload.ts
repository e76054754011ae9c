import { STATES_ERRORS, StatesError } from './states-error';

/**
 * The largest input, output, argument, result or variable, as UTF-8 JSON: 256 KiB.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const PAYLOAD_BYTES_MAX = 256 * 1024;

const measured = new WeakMap<object, number>();

/** How many bytes a value takes as UTF-8 JSON. What a state hands to the next is the same object and never changes. */
function bytesOf(value: unknown): number {
  const known = typeof value === 'object' && value !== null ? measured.get(value) : undefined;
  if (known !== undefined) return known;
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
  if (typeof value === 'object' && value !== null) measured.set(value, bytes);
  return bytes;
}

/**
 * The value itself when it is within the limit.
 *
 * @throws StatesError States.DataLimitExceeded
 */
export function withinLimit<T>(value: T, of: { what: string; bytesMax?: number }): T {
  const { what, bytesMax = PAYLOAD_BYTES_MAX } = of;
  const bytes = bytesOf(value);
  if (bytes <= bytesMax) return value;
  const cause = `${what} has ${bytes} bytes, which exceeds the maximum number of bytes service limit of ${bytesMax}.`;
  throw new StatesError(STATES_ERRORS.dataLimitExceeded, cause);
}

/** A copy that shares nothing with the original, as if it had been sent and received. */
export const copyOf = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));
