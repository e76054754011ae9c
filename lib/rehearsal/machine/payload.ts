import { STATES_ERRORS, StatesError } from './states-error';

/**
 * The largest input, output, argument, result or variable, as UTF-8 JSON: 256 KiB.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const PAYLOAD_BYTES_MAX = 256 * 1024;

const measured = new WeakMap<object, number>();

/**
 * How many bytes a value takes as UTF-8 JSON. What a state hands to the next is the same object and never changes, so
 * each part of it is measured once.
 */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value !== 'object' || value === null) return Buffer.byteLength(JSON.stringify(value) ?? '');
  const known = measured.get(value);
  if (known !== undefined) return known;
  const members = Array.isArray(value) ? value.map((item) => bytesOf(item ?? null)) : memberBytes(value);
  const commas = Math.max(0, members.length - 1);
  const bytes = members.reduce((sum, member) => sum + member, '[]'.length + commas);
  measured.set(value, bytes);
  return bytes;
}

const memberBytes = (value: object): number[] =>
  Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => textBytes(name) + ':'.length + bytesOf(member));

/** Printable ASCII without what JSON escapes. */
const PLAIN_TEXT = /^[ !#-[\]-~]*$/;

const textBytes = (text: string): number =>
  PLAIN_TEXT.test(text) ? text.length + '""'.length : Buffer.byteLength(JSON.stringify(text));

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
