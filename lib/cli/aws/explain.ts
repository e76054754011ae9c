import { oneLine } from '../../domain/text';

interface Known {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: unknown;
  readonly cause?: unknown;
}

/** Errors of the command line itself, which say all there is to say. */
const OWN_WORDS = ['NoWorldError', 'AccountError'];

/** Whether somebody at this very place says no: it is not a Region that is silent. */
export const isOwnWord = (error: unknown): boolean => OWN_WORDS.includes((error as Known).name ?? '');

/** Node's words for a connection that did not come about or broke. */
const UNREACHED = /\b(ECONN\w+|ENOTFOUND|EAI_AGAIN|E\w+UNREACH|ETIMEDOUT|EPIPE|UND_ERR_\w+|TimeoutError)\b/;

/** What Node says about a connection that did not come about or broke; `undefined` when it was something else. */
export function unreached(error: unknown): string | undefined {
  const { name = '', message = '', code = '', cause } = (error ?? {}) as Known;
  if (UNREACHED.test(`${code} ${name} ${message}`)) return `nothing answers: ${oneLine(message || code, 300)}`;
  // `fetch` says only that it failed, and keeps the reason.
  return cause === undefined ? undefined : unreached(cause);
}

/**
 * One line about an error that AWS, the network or missing credentials made; `undefined` for a fault of this program.
 */
export function explained(error: unknown): string | undefined {
  const { name = '', message = '', $metadata, cause } = (error ?? {}) as Known;
  if (isOwnWord(error)) return oneLine(message, 600);
  if (/Credentials|Token/.test(name)) {
    return `no usable AWS credentials: ${oneLine(message, 300)}; sign in, or name a profile with AWS_PROFILE`;
  }
  const silence = unreached(error);
  if (silence) return silence;
  if ($metadata !== undefined) return `AWS says ${name}: ${oneLine(message, 500)}`;
  return cause === undefined ? undefined : explained(cause);
}
