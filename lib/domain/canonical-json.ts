import { createHash } from 'node:crypto';
import { isJson } from './json';

/**
 * JSON that has one spelling only: keys sorted, no space, `undefined` members left out. Everything that is hashed or
 * signed is written this way, so that two parties who hold the same value hold the same bytes.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (isJson(member) ? sorted(member) : member));
}

/** SHA-256 of a value's canonical JSON, 64 lower-case hex digits. */
export const sha256Of = (value: unknown): string => sha256(canonicalJson(value));

/** SHA-256 of bytes or text, 64 lower-case hex digits. */
export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const sorted = (record: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
